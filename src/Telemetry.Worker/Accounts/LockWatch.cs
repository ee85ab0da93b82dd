namespace Telemetry.Worker.Accounts;

/// <summary>
/// Tells whether a lock still lasts. Once seen by this process it is measured by a clock that nobody sets: a step of the wall
/// clock neither ends nor lengthens it. After a restart the wall clock says how much of it is left, and never more than its length.
/// </summary>
internal sealed class LockWatch(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (LockState Lock, long SinceTimestamp, TimeSpan Left)> _seen = [];

    /// <summary>How long the user is still locked; zero when not.</summary>
    public TimeSpan Left(string name, LockState state)
    {
        lock (_gate)
        {
            if (state.Length == TimeSpan.Zero)
            {
                _seen.Remove(name);
                return TimeSpan.Zero;
            }

            if (!_seen.TryGetValue(name, out (LockState Lock, long SinceTimestamp, TimeSpan Left) seen) || (seen.Lock.At, seen.Lock.Until) != (state.At, state.Until))
            {
                double left = state.Until - time.GetUtcNow().ToUnixTimeMilliseconds();
                seen = (state, time.GetTimestamp(), TimeSpan.FromMilliseconds(Math.Clamp(left, 0, state.Length.TotalMilliseconds)));
                _seen[name] = seen;
            }

            TimeSpan still = seen.Left - time.GetElapsedTime(seen.SinceTimestamp);
            return still > TimeSpan.Zero ? still : TimeSpan.Zero;
        }
    }
}
