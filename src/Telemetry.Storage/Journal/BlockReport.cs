namespace Telemetry.Storage.Journal;

/// <summary>A good block as it lies in its file.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Bytes">Header and padding included.</param>
/// <param name="CommitStart">First position of the commit it was part of.</param>
public readonly record struct BlockReport(string File, long Offset, int Bytes, long FirstPosition, int Records, long CommitStart);
