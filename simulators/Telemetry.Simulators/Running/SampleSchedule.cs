using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Running;

/// <summary>
/// When a device samples. Time is cut into slots of the interval's length, at an offset of the device's own so that the
/// city's samples spread evenly. The slot's ordinal is the sequence number: it goes on growing over a restart without
/// being kept anywhere, and a gap in it is a sample that really was not taken.
/// </summary>
internal sealed class SampleSchedule
{
    /// <summary>After a longer gap (a laptop that slept) older slots are left out.</summary>
    private const int MaximumBacklog = 10;

    private readonly long _intervalMs;
    private readonly long _offsetMs;

    public SampleSchedule(string deviceId, ulong seed, TimeSpan interval, long startMs)
    {
        _intervalMs = Math.Max(1, (long)interval.TotalMilliseconds);
        _offsetMs = (long)(SeededRandom.Hash(seed, deviceId + "/slot") % (ulong)_intervalMs);
        Sequence = SlotAt(startMs) + 1;
    }

    /// <summary>Ordinal of the next slot.</summary>
    public long Sequence { get; private set; }

    /// <summary>When the next sample is due, Unix milliseconds: its timestamp.</summary>
    public long DueMs => Sequence * _intervalMs + _offsetMs;

    /// <summary>Catches up with a clock that was stepped, either way.</summary>
    public void Follow(long nowMs)
    {
        long slot = SlotAt(nowMs);
        if (slot - Sequence > MaximumBacklog)
            Sequence = slot;
        else if (Sequence - slot > 2)
            Sequence = slot + 1;
    }

    public void Next() => Sequence++;

    /// <summary>Leaves out every slot up to now: the device had no power.</summary>
    public void Skip(long nowMs) => Sequence = SlotAt(nowMs) + 1;

    private long SlotAt(long nowMs) => (nowMs - _offsetMs) / _intervalMs;
}
