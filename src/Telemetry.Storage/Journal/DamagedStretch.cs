namespace Telemetry.Storage.Journal;

/// <summary>Bytes of a segment that should hold blocks and cannot be read.</summary>
/// <param name="Offset">Where it starts in the file, in bytes.</param>
/// <param name="Bytes">Up to the next good block.</param>
/// <param name="Position">Of the first record lost; -1 when nothing tells it.</param>
/// <param name="Records">How many were lost; 0 when nothing tells it.</param>
public sealed record DamagedStretch(long Offset, long Bytes, long Position, long Records);
