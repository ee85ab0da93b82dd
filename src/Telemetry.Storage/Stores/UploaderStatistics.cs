namespace Telemetry.Storage.Stores;

/// <summary>Where the uploader stands, at one moment.</summary>
/// <param name="StoredLines">Lines stored since the start; lines sent again count again.</param>
/// <param name="StoredBytes">Their bytes of line protocol.</param>
/// <param name="Batches">Batches stored since the start.</param>
/// <param name="RejectedByReason">Lines set aside since the start, by label of the reason.</param>
/// <param name="Retries">Writes that had to be repeated.</param>
/// <param name="Rewinds">How often a restarted store was given again what it may have lost.</param>
/// <param name="MissedRecords">Records that the journal no longer had when their turn came.</param>
/// <param name="Position">Everything before this position is stored.</param>
/// <param name="SettledPosition">Everything before this position stays stored whatever crashes: the journal may release it.</param>
/// <param name="LagRecords">Committed records that are not stored yet.</param>
/// <param name="LagSeconds">Age of the oldest reading or event that is not stored yet; 0 when there is none.</param>
/// <param name="RequestLines">Lines in one request at most: less than a batch after the store could not cope with one.</param>
/// <param name="TroubleFor">How long the store has not been taking data; zero while it does.</param>
/// <param name="LastError">The store's last error in its own words; null while all is well.</param>
public sealed record UploaderStatistics(
    UploaderState State,
    long StoredLines,
    long StoredBytes,
    long Batches,
    IReadOnlyDictionary<string, long> RejectedByReason,
    long Retries,
    long Rewinds,
    long MissedRecords,
    long Position,
    long SettledPosition,
    long LagRecords,
    double LagSeconds,
    int RequestLines,
    TimeSpan TroubleFor,
    string? LastError);
