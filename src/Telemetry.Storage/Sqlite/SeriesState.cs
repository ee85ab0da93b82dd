namespace Telemetry.Storage.Sqlite;

/// <summary>A series the store knows.</summary>
/// <param name="Index">Counts from 0 without gaps; orders a batch.</param>
/// <param name="Id">The key in the database.</param>
internal sealed record SeriesState(int Index, long Id, WideTable Table);
