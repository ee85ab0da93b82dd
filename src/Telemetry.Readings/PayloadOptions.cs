namespace Telemetry.Readings;

/// <summary>The limits of a payload.</summary>
public sealed record PayloadOptions
{
    /// <summary>The largest payload, in bytes. Default 256 KiB, range 256 B to 16 MiB. A larger one is rejected unread.</summary>
    public int MaximumBytes { get; init; } = 256 * 1024;

    /// <summary>The longest value of a text field, in bytes of UTF-8. Default 256, range 1 to 4096. A longer one is dropped.</summary>
    public int MaximumTextBytes { get; init; } = 256;

    /// <summary>How far a device's clock may be ahead. Default 5 min, range 0 to 1 day. Beyond it the time of receipt counts.</summary>
    public TimeSpan MaximumFuture { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The earliest plausible timestamp. Default 2020-01-01 UTC, range the years 1970 to 2099. Before it the time of receipt counts.</summary>
    public DateTimeOffset Earliest { get; init; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// What a device may send for ever, in messages per second, unless its kind says otherwise (<c>messages-per-second</c>).
    /// Default ten times as often as its interval, but at least 10 a second; range 1 to 100000. What is beyond is refused, and one of it a second
    /// kept in quarantine.
    /// </summary>
    public double? MessagesPerSecond { get; init; }

    /// <summary>
    /// What a device may send at once, in messages. Default two days of its interval, but at least 1,000; range 1 to 1000000.
    /// </summary>
    public int? MessageBurst { get; init; }

    /// <summary>
    /// Events of one device for each second where a rule of its kind on events is about lives; ten minutes' worth at once. Default 100, range 1 to 100000.
    /// They have this limit instead of the others.
    /// </summary>
    public int LifeSafetyPerSecond { get; init; } = 100;

    /// <summary>
    /// Messages of one device that are refused and kept whole in quarantine, for each minute; ten minutes' worth at once. What is beyond is
    /// refused and counted, but not kept. Default 60, range 1 to 60000.
    /// </summary>
    public int RejectsPerMinute { get; init; } = 60;

    /// <summary>
    /// The same for all messages together that belong to no device of the city. Default 6,000, range 1 to 600000.
    /// </summary>
    public int UnknownPerMinute { get; init; } = 6_000;

    /// <summary>How far a device's clock may be off before it counts as a fault. Default 30 s, range 1 s to 1 day.</summary>
    public TimeSpan MaximumSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time over which the skew of a clock is measured. Default 10 min, range 1 min to 1 day.</summary>
    public TimeSpan SkewWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option that is out of range.</exception>
    public void Validate()
    {
        foreach ((string name, string mistake) in Find())
            throw new ArgumentOutOfRangeException(name, mistake);
    }

    /// <summary>Every option that is out of its range, as a sentence that begins with its name; empty when all are well.</summary>
    public IReadOnlyList<string> Mistakes() => [.. Find().Select(found => found.Mistake)];

    private IEnumerable<(string Name, string Mistake)> Find() =>
        from check in (IEnumerable<(string Name, bool IsGood, string Range)>)
        [
            (nameof(MaximumBytes), MaximumBytes is >= 256 and <= 16 * 1024 * 1024, "256 to 16777216 bytes"),
            (nameof(MaximumTextBytes), MaximumTextBytes is >= 1 and <= 4096, "1 to 4096 bytes"),
            (nameof(MaximumFuture), MaximumFuture >= TimeSpan.Zero && MaximumFuture <= TimeSpan.FromDays(1), "0 to 1 day"),
            (nameof(Earliest), Earliest.Year is >= 1970 and < 2100, "the years 1970 to 2099"),
            (nameof(MessagesPerSecond), MessagesPerSecond is null or >= 1 and <= 100_000, "1 to 100000 messages per second"),
            (nameof(MessageBurst), MessageBurst is null or >= 1 and <= 1_000_000, "1 to 1000000 messages"),
            (nameof(LifeSafetyPerSecond), LifeSafetyPerSecond is >= 1 and <= 100_000, "1 to 100000 events per second"),
            (nameof(RejectsPerMinute), RejectsPerMinute is >= 1 and <= 60_000, "1 to 60000 messages per minute"),
            (nameof(UnknownPerMinute), UnknownPerMinute is >= 1 and <= 600_000, "1 to 600000 messages per minute"),
            (nameof(MaximumSkew), MaximumSkew >= TimeSpan.FromSeconds(1) && MaximumSkew <= TimeSpan.FromDays(1), "1 s to 1 day"),
            (nameof(SkewWindow), SkewWindow >= TimeSpan.FromMinutes(1) && SkewWindow <= TimeSpan.FromDays(1), "1 min to 1 day"),
        ]
        where !check.IsGood
        select (check.Name, $"{check.Name} must be within {check.Range}.");
}
