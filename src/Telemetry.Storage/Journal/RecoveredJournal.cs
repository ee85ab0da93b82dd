namespace Telemetry.Storage.Journal;

/// <summary>What was found in a journal's folder.</summary>
/// <param name="Segments">Those that hold records, oldest first; the last one is open for writing.</param>
/// <param name="Free">Ids and sizes of files that may be recycled.</param>
/// <param name="NextId">No segment had this id or a higher one.</param>
/// <param name="NextPosition">Behind the last readable record.</param>
internal sealed record RecoveredJournal(
    IReadOnlyList<Segment> Segments,
    IReadOnlyList<(long Id, long Bytes)> Free,
    long NextId,
    long NextPosition);
