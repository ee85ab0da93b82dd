namespace Telemetry.Storage.Journal;

/// <summary>How full a disk is.</summary>
/// <param name="Free">Bytes that may still be written.</param>
/// <param name="Total">Bytes of the whole disk; 0 when the file system does not tell.</param>
internal readonly record struct DiskSpace(long Free, long Total)
{
    /// <summary>On a small disk the reserve asked for would leave little to the journal: there it is this part of the disk.</summary>
    private const int SmallestPart = 10;

    /// <summary>Bytes that the journal may still take if it leaves <paramref name="reserve"/>; as good as endless when nothing is known.</summary>
    public long Beside(long reserve) => Total <= 0 ? long.MaxValue : Math.Max(0, Free - Math.Min(reserve, Total / SmallestPart));
}
