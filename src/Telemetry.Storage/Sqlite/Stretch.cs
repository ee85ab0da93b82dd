namespace Telemetry.Storage.Sqlite;

/// <summary>A part of a query's time with its source.</summary>
/// <param name="From">Nanoseconds.</param>
/// <param name="To">Nanoseconds, exclusive.</param>
internal readonly record struct Stretch(StretchSource Source, long From, long To);
