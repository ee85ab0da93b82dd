namespace Telemetry.Storage.Sqlite;

/// <summary>How the embedded store keeps its file, at one moment.</summary>
/// <param name="LogBytes">Size of the write-ahead log.</param>
/// <param name="FileBytes">Size of the database file.</param>
/// <param name="RolledUp">Rows read and buckets written for rollups since the start.</param>
/// <param name="Deleted">Rows and buckets deleted since the start because they were older than they are kept.</param>
/// <param name="UpkeepSeconds">Time for which rollups, deleting and emptying the log kept storing from going on, since the start.</param>
/// <param name="IsUpkeepBehind">Rollups or deletions were due and not done when last looked.</param>
public sealed record SqliteStoreStatistics(long LogBytes, long FileBytes, long RolledUp, long Deleted, double UpkeepSeconds, bool IsUpkeepBehind);
