using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Sqlite;

/// <summary>How the embedded store keeps its file.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file. Required; its folder must exist.</summary>
    public required string Path { get; init; }

    /// <summary>The partition of the journal whose cursor is kept with the data. Default <c>all</c>.</summary>
    public string Partition { get; init; } = "all";

    /// <summary>How long readings are kept as they came; a line that comes when it is older is rejected. Default 90 days; 0 for ever, or 1 day to 100 years.</summary>
    public TimeSpan KeepRaw { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the rollups of one minute are kept, at least as long as <see cref="KeepRaw"/>. Default 400 days; 0 for ever, or 1 day to 100 years.</summary>
    public TimeSpan KeepMinutes { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long the rollups of one hour, events and incidents are kept, at least as long as <see cref="KeepMinutes"/>. Default 3,660 days; 0 for ever, or 1 day to 100 years.</summary>
    public TimeSpan KeepHours { get; init; } = TimeSpan.FromDays(3_660);

    /// <summary>
    /// Size of the write-ahead log, in bytes, beyond which nothing is taken until whoever reads an old state has ended: the
    /// log cannot be emptied before. Default 1 GiB, 1 MiB to 1 TiB, more than <see cref="CheckpointPages"/>.
    /// </summary>
    public long MaximumLogBytes { get; init; } = 1L << 30;

    /// <summary>
    /// <see cref="JournalOptions.ReserveBytes"/> of the journal on the same disk, in bytes: below half of it nothing is taken,
    /// rolled up or deleted. Default 0 (the disk is filled), up to 1 TiB.
    /// </summary>
    public long ReserveBytes { get; init; }

    /// <summary>How full the disk is; null: asked of the system.</summary>
    internal Func<DiskSpace>? Space { get; init; }

    /// <summary>False: rollups, retention and checkpoints wait for <see cref="SqliteStore.Upkeep"/> to be called.</summary>
    internal bool HasUpkeepThread { get; init; } = true;

    /// <summary>About how many rows are read, written or deleted in one step of upkeep, while which nothing is stored: 20,000 are about 10 ms.</summary>
    internal int UpkeepRows { get; init; } = 20_000;

    /// <summary>
    /// Pages (of 4 KiB) in the write-ahead log before they are moved into the file. Default 16,384 (64 MiB), 100 to 1,000,000.
    /// The pages being filled, one or two per device, are written again with each batch: a larger log moves each of them less often.
    /// </summary>
    public int CheckpointPages { get; init; } = 16_384;

    /// <summary>Page cache of the writer in KiB. Default 65,536 (64 MiB), 1,024 to 4,194,304.</summary>
    public int CacheKiB { get; init; } = 65_536;

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentException">Names the option, its range and the value.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path);
        ArgumentException.ThrowIfNullOrWhiteSpace(Partition);
        if (CheckpointPages is < 100 or > 1_000_000)
            throw new ArgumentException($"CheckpointPages must be 100 to 1000000, not {CheckpointPages}.");
        CheckKeep(nameof(KeepRaw), KeepRaw, TimeSpan.FromDays(1));
        CheckKeep(nameof(KeepMinutes), KeepMinutes, KeepRaw);
        CheckKeep(nameof(KeepHours), KeepHours, KeepMinutes);
        if (MaximumLogBytes is < 1 << 20 or > 1L << 40 || MaximumLogBytes <= CheckpointPages * 4096L)
            throw new ArgumentException($"MaximumLogBytes must be 1 MiB to 1 TiB and more than CheckpointPages, not {MaximumLogBytes}.");
        if (ReserveBytes is < 0 or > 1L << 40)
            throw new ArgumentException($"ReserveBytes must be 0 to 1 TiB, not {ReserveBytes}.");
        if (CacheKiB is < 1_024 or > 4_194_304)
            throw new ArgumentException($"CacheKiB must be 1024 to 4194304, not {CacheKiB}.");
    }

    /// <summary>An hour is made of its minutes and these of their rows, so each has to last as long as what it is made of.</summary>
    private static void CheckKeep(string name, TimeSpan keep, TimeSpan least)
    {
        bool isLongEnough = keep == TimeSpan.Zero || (least != TimeSpan.Zero && keep >= least && keep >= TimeSpan.FromDays(1));
        if (!isLongEnough || keep > TimeSpan.FromDays(36_525))
            throw new ArgumentException($"{name} must be 0 (for ever) or 1 day to 36525 days, and not shorter than what it is made of ({least}), not {keep}.");
    }
}
