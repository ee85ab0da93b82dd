namespace Telemetry.Alerting.Engine;

/// <summary>What a window keeps of the values of one bucket of time, in 16 bytes: there are millions of them.</summary>
internal readonly struct WindowCell(long lastMs, int count, double value)
{
    /// <summary>A bucket with more values than this takes no more in.</summary>
    public const int MostValues = (1 << CountBits) - 1;

    private const int CountBits = 22;

    // The upper 42 bits are milliseconds until the year 2109.
    private readonly ulong _stamp = ((ulong)lastMs << CountBits) | (uint)count;

    /// <summary>See <see cref="WindowBucket.Value"/>.</summary>
    public readonly double Value = value;

    /// <summary>The time of the newest value.</summary>
    public long LastMs => (long)(_stamp >> CountBits);

    public int Count => (int)(_stamp & MostValues);
}
