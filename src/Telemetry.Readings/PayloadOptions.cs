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
        ]
        where !check.IsGood
        select (check.Name, $"{check.Name} must be within {check.Range}.");
}
