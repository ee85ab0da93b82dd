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

    /// <summary>The earliest plausible timestamp. Default 2020-01-01 UTC. Before it the time of receipt counts.</summary>
    public DateTimeOffset Earliest { get; init; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the option that is out of range.</exception>
    public void Validate()
    {
        Check(nameof(MaximumBytes), MaximumBytes is >= 256 and <= 16 * 1024 * 1024, "256 to 16777216 bytes");
        Check(nameof(MaximumTextBytes), MaximumTextBytes is >= 1 and <= 4096, "1 to 4096 bytes");
        Check(nameof(MaximumFuture), MaximumFuture >= TimeSpan.Zero && MaximumFuture <= TimeSpan.FromDays(1), "0 to 1 day");
        Check(nameof(Earliest), Earliest.Year is >= 1970 and < 2100, "the years 1970 to 2099");
    }

    private static void Check(string name, bool isGood, string range)
    {
        if (!isGood)
            throw new ArgumentOutOfRangeException(name, $"{name} must be within {range}.");
    }
}
