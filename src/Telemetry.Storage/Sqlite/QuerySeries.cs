namespace Telemetry.Storage.Sqlite;

/// <summary>A series that a query is answered from.</summary>
/// <param name="IsNumber">The field is a number or a boolean.</param>
/// <param name="GoodValue">The field in SQL, NULL when marked bad.</param>
/// <param name="IsRolledUp">Events are not.</param>
internal sealed record QuerySeries(long Id, string Table, bool IsNumber, string GoodValue, bool IsRolledUp);
