namespace Telemetry.Storage.Sqlite;

/// <summary>How the embedded store keeps its file.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file. Required; its folder must exist.</summary>
    public required string Path { get; init; }

    /// <summary>The partition of the journal whose cursor is kept with the data. Default <c>all</c>.</summary>
    public string Partition { get; init; } = "all";

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
        if (CacheKiB is < 1_024 or > 4_194_304)
            throw new ArgumentException($"CacheKiB must be 1024 to 4194304, not {CacheKiB}.");
    }
}
