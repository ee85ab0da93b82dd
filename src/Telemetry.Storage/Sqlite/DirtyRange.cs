namespace Telemetry.Storage.Sqlite;

/// <summary>A span of a series whose rollups do not tell what its rows do.</summary>
/// <param name="Start">Unix seconds, whole minutes.</param>
/// <param name="End">Unix seconds, exclusive.</param>
internal readonly record struct DirtyRange(long Series, long Start, long End);
