using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Silences;

/// <summary>
/// A silence that is not over for good, and when this process saw it begin. Once begun it ends when the wall clock reaches its
/// end, or when as much time has passed as it had left, whichever is first: a clock that is put back does not prolong it, nor does
/// it end it by pretending that it has not begun; a clock that jumps ahead ends it, since to call people is the safe side.
/// </summary>
internal sealed class KnownSilence(Silence silence, City city)
{
    private readonly Lock _gate = new();
    private readonly Lazy<bool> _hasLifeSafety = new(() => SilenceCheck.HasLifeSafety(new SilenceMatcher(silence.Scope, city), city));
    private (long Timestamp, long LeftMs)? _begun;

    public Silence Silence { get; } = silence;

    public SilenceMatcher Matcher { get; } = new(silence.Scope, city);

    /// <summary>True when it keeps, or would keep, something about life safety silent.</summary>
    public bool HoldsLifeSafety => Silence.CatchesLifeSafety && _hasLifeSafety.Value;

    /// <summary>Takes over what is known of when the one before it began; what it was extended by is added to the time it has left.</summary>
    public void GoOnFrom(KnownSilence before)
    {
        lock (before._gate)
        {
            if (before._begun is { } begun)
                _begun = (begun.Timestamp, begun.LeftMs + Silence.EndMs - before.Silence.EndMs);
        }
    }

    public SilencePhase PhaseAt(long nowMs, TimeProvider time)
    {
        lock (_gate)
        {
            if (nowMs >= Silence.EndMs)
                return SilencePhase.Over;
            if (_begun is { } begun)
                return time.GetElapsedTime(begun.Timestamp).TotalMilliseconds >= begun.LeftMs ? SilencePhase.Over : SilencePhase.InForce;
            if (nowMs < Silence.StartMs)
                return SilencePhase.Coming;
            _begun = (time.GetTimestamp(), Silence.EndMs - nowMs);
            return SilencePhase.InForce;
        }
    }

    public bool Catches(Incident incident) => (!incident.LifeSafety || Silence.CatchesLifeSafety) && Matcher.Matches(incident);
}
