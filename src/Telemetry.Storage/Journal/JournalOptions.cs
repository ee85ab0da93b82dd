namespace Telemetry.Storage.Journal;

/// <summary>Where a journal lives, how it groups commits, and how big it may become.</summary>
public sealed class JournalOptions
{
    /// <summary>The folder, created with mode 0700 if missing. Exactly one open journal may use it. Required.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// The least time between the starts of two commits. Default 4 ms, range 0 to 100 ms. After a quiet time the first
    /// record commits at once; while records keep coming each waits up to this long for company, which saves a disk
    /// write per record. Measured on the journal's own time provider.
    /// </summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Pending bytes that commit without waiting for <see cref="Linger"/>. Default 256 KiB, range 4 KiB to 16 MiB.</summary>
    public int CommitBytes { get; set; } = 256 * 1024;

    /// <summary>
    /// Size of a segment file in bytes. Default 64 MiB, range 16 KiB to 1 GiB, a multiple of 4,096. Space is released and
    /// recycled by whole segments, and no record can be bigger than one. Segments of another size stay readable.
    /// </summary>
    public long SegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Size limit of all segments together, in bytes. Default 8 GiB, at least two segments. See <see cref="WhenFull"/>.</summary>
    public long MaximumBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>
    /// Bytes of the disk that are left to others: no segment is created that would leave less free. On a disk smaller
    /// than ten times this it is a tenth of the disk. Default 512 MiB, range 0 to 1 TiB.
    /// </summary>
    public long ReserveBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>
    /// How long segments that nobody needs any more are kept, for whoever wants to look back. Default 24 h, range 0 to
    /// 3,650 days. A segment is as old as its newest record.
    /// </summary>
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Bytes of segments, together, that are kept although nobody needs them any more. Default 128 MiB, range 0 (none) to
    /// 16 TiB. They are the first to be used again when there is no room.
    /// </summary>
    public long KeepBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>
    /// Bytes not yet committed at which <see cref="Journal.WaitForRoomAsync"/> waits. Default 32 MiB, range 64 KiB to
    /// 256 MiB. At four times this size <see cref="Journal.Append"/> throws: somebody does not wait for room.
    /// </summary>
    public int MaximumPendingBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>What happens at <see cref="MaximumBytes"/> or when the disk is full. Default <see cref="WhenFull.Yield"/>.</summary>
    public WhenFull WhenFull { get; set; } = WhenFull.Yield;

    /// <summary>Every value that is out of its range, as a sentence; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        if (string.IsNullOrWhiteSpace(Folder))
            mistakes.Add("Folder is required.");
        Check(Linger >= TimeSpan.Zero && Linger <= TimeSpan.FromMilliseconds(100), nameof(Linger), Linger, "0 to 100 ms");
        Check(CommitBytes is >= 4096 and <= 16 * 1024 * 1024, nameof(CommitBytes), CommitBytes, "4 KiB to 16 MiB");
        Check(SegmentBytes is >= 16 * 1024 and <= 1024 * 1024 * 1024 && SegmentBytes % 4096 == 0, nameof(SegmentBytes), SegmentBytes, "16 KiB to 1 GiB, a multiple of 4,096");
        Check(MaximumBytes >= 2 * SegmentBytes, nameof(MaximumBytes), MaximumBytes, "at least twice SegmentBytes");
        Check(ReserveBytes is >= 0 and <= 1L << 40, nameof(ReserveBytes), ReserveBytes, "0 to 1 TiB");
        Check(KeepFor >= TimeSpan.Zero && KeepFor <= TimeSpan.FromDays(3650), nameof(KeepFor), KeepFor, "0 to 3,650 days");
        Check(KeepBytes is >= 0 and <= 1L << 44, nameof(KeepBytes), KeepBytes, "0 to 16 TiB");
        Check(MaximumPendingBytes is >= 64 * 1024 and <= 256 * 1024 * 1024, nameof(MaximumPendingBytes), MaximumPendingBytes, "64 KiB to 256 MiB");
        Check(Enum.IsDefined(WhenFull), nameof(WhenFull), WhenFull, "Yield or Wait");
        return mistakes;

        void Check(bool good, string name, object value, string range)
        {
            if (!good)
                mistakes.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} is {value}; it must be {range}."));
        }
    }
}
