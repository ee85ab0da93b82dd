namespace Telemetry.Alerting.Engine;

/// <summary>
/// Tells what comes from behind the watermark because the device's clock was put back from what is only late, kept while
/// offline or delivered twice. Two such readings are enough, with none in order between them, if their times are as far apart
/// as their receipts: what was kept comes faster than it was measured. From then on all that are as far behind are of now, until one
/// comes in order again.
/// <para>
/// Of a device that has rules about lives on readings the newest readings are known by their hash, so that what is delivered
/// twice is not taken for a danger of now.
/// </para>
/// </summary>
internal sealed class PutBackClocks
{
    private readonly Dictionary<int, PutBackClock> _clocks = [];
    private readonly RecentSamples?[] _recent;

    /// <param name="plans">By device.</param>
    public PutBackClocks(KindPlan[] plans) => _recent = [.. plans.Select(plan => plan.LifeSafety.Length > 0 ? new RecentSamples() : null)];

    /// <summary>Takes note of a reading; true where it is known to be one of the newest said again.</summary>
    public bool IsRepeated(in Sample sample) => _recent[sample.Device.Index]?.IsRepeated(sample) == true;

    /// <summary>True for a reading that is as far behind as those of now are known to be.</summary>
    public bool IsKnown(int device, long delayMs, long intervalMs)
    {
        if (_clocks.Count == 0 || !_clocks.TryGetValue(device, out var clock) || clock.KnownMs is not { } knownMs || Math.Abs(delayMs - knownMs) > intervalMs / 2)
        {
            return false;
        }

        // A clock may drift.
        _clocks[device] = clock with { KnownMs = delayMs };
        return true;
    }

    /// <summary>Takes note of a reading from behind the watermark; true when it shows that the device's clock was put back.</summary>
    public bool IsShown(int device, long delayMs, long receivedAtMs, long intervalMs)
    {
        if (!_clocks.TryGetValue(device, out var clock) || clock.SinceMs > receivedAtMs || Math.Abs(delayMs - clock.DoubtMs) > intervalMs / 2)
        {
            _clocks[device] = new PutBackClock(clock.KnownMs, delayMs, receivedAtMs);
            return false;
        }

        if (receivedAtMs - clock.SinceMs < intervalMs / 2)
        {
            return false;
        }

        _clocks[device] = clock with { KnownMs = delayMs };
        return true;
    }

    /// <summary>A reading came in order.</summary>
    public void Forget(int device)
    {
        if (_clocks.Count > 0)
        {
            _clocks.Remove(device);
        }
    }

    public void Save(BinaryWriter writer, int device)
    {
        bool isDoubted = _clocks.TryGetValue(device, out var clock);
        writer.Write(isDoubted);
        if (isDoubted)
        {
            writer.Write(clock.KnownMs ?? long.MinValue);
            writer.Write(clock.DoubtMs);
            writer.Write(clock.SinceMs);
        }

        writer.Write(_recent[device] is not null);
        _recent[device]?.Save(writer);
    }

    /// <param name="device">Below zero: read and forget.</param>
    public void Load(BinaryReader reader, int device)
    {
        if (reader.ReadBoolean())
        {
            long knownMs = reader.ReadInt64();
            var clock = new PutBackClock(knownMs == long.MinValue ? null : knownMs, reader.ReadInt64(), reader.ReadInt64());
            if (device >= 0)
            {
                _clocks[device] = clock;
            }
        }

        if (reader.ReadBoolean())
        {
            // The kind may have lost its rules about lives since.
            ((device < 0 ? null : _recent[device]) ?? new RecentSamples()).Load(reader);
        }
    }
}
