namespace Telemetry.Storage.Stores;

/// <summary>How the uploader batches, waits and retries.</summary>
public sealed record UploaderOptions
{
    /// <summary>A batch is sent when it holds this many lines. Default 5,000, 1 to 1,000,000.</summary>
    public int MaximumLines { get; init; } = 5_000;

    /// <summary>A batch is sent when it holds this many bytes. Default 1 MiB, 1 KiB to 256 MiB.</summary>
    public int MaximumBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// The least time between two writes while the batch is not full. Default 200 ms, 0 to 60 s. After a pause a reading is
    /// written at once. A longer interval makes larger batches, and those cost a store less for each reading.
    /// </summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The first wait after a failure is at most this long; each further one at most twice the last. Default 100 ms, 1 ms to 1 min.</summary>
    public TimeSpan RetryInitial { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>No wait after a failure is longer, unless the store asks for it. Default 3 s, 1 ms to 10 min.</summary>
    public TimeSpan RetryMaximum { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The wait while the store refuses for a reason that somebody has to mend. Default 30 s, 1 ms to 1 h.</summary>
    public TimeSpan MendInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The least time between two looks at how far the store has everything for good. Default 1 s, 0 to 60 s. 0 suits those who
    /// wait for it: each batch is settled as soon as it is stored.
    /// </summary>
    public TimeSpan SettleInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The least time between two writes of the cursor. Default 1 s, 0 to 60 s.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a stop may take: writes under way are awaited, and while the store is well the rest of what is committed is
    /// stored. What is left then stays in the journal. Default 5 s, 0 to 60 s.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What suits a store of that kind. SQLite writes whole pages, so it is given larger batches: 65,536 lines or 16 MiB,
    /// and at most two writes a second.
    /// </summary>
    public static UploaderOptions DefaultsFor(string kind) => kind == "sqlite"
        ? new UploaderOptions { MaximumLines = 65_536, MaximumBytes = 16 * 1024 * 1024, FlushInterval = TimeSpan.FromMilliseconds(500) }
        : new UploaderOptions();

    /// <summary>Throws when a value is outside its range.</summary>
    /// <exception cref="ArgumentException">Names the option, its range and the value.</exception>
    public void Validate()
    {
        Check(nameof(MaximumLines), MaximumLines, 1, 1_000_000);
        Check(nameof(MaximumBytes), MaximumBytes, 1_024, 256 * 1024 * 1024);
        Check(nameof(FlushInterval), FlushInterval, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(nameof(RetryInitial), RetryInitial, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        Check(nameof(RetryMaximum), RetryMaximum, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        Check(nameof(MendInterval), MendInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Check(nameof(SaveInterval), SaveInterval, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(nameof(SettleInterval), SettleInterval, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Check(nameof(DrainTimeout), DrainTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static void Check<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new ArgumentException($"{name} must be {least} to {most}, not {value}.");
    }
}
