namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>When a rule was raised lately for a device and a merge value.</summary>
/// <param name="count">How many times within the limit are chattering.</param>
internal sealed class Chatter(int count)
{
    private readonly long[] _times = CreateTimes(count);

    /// <summary>The newest first, Unix milliseconds; <see cref="ReadingState.None"/> for those that never were.</summary>
    public ReadOnlySpan<long> Times => _times;

    /// <summary>The condition that all further occurrences are part of; null while it does not chatter.</summary>
    public StandingCondition? Fold { get; set; }

    /// <summary>Takes a raise in; true when it is the last of enough within the time.</summary>
    public bool Note(long atMs, long withinMs)
    {
        Array.Copy(_times, 0, _times, 1, _times.Length - 1);
        _times[0] = atMs;
        return _times[^1] != ReadingState.None && atMs - _times[^1] is var span && span >= 0 && span <= withinMs;
    }

    public void Restore(ReadOnlySpan<long> times) => times[..Math.Min(times.Length, _times.Length)].CopyTo(_times);

    private static long[] CreateTimes(int count)
    {
        long[] times = new long[count];
        Array.Fill(times, ReadingState.None);
        return times;
    }
}
