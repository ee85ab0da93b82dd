using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The states of all absence rules. Silence is judged on ticks, in the time of <see cref="WatchClock"/>, for devices in service
/// whether they ever spoke or not; it ends when the device speaks.
/// </summary>
internal sealed class AbsenceWatch
{
    private readonly RuleSet _rules;
    private readonly WatchClock _clock;
    private readonly Watched[] _watched;
    private readonly long[] _heardMs;
    private readonly int[] _first;
    private readonly int[] _raised;
    private readonly long[] _raisePositions;

    public AbsenceWatch(RuleSet rules, WatchClock clock)
    {
        _rules = rules;
        _clock = clock;
        _watched = [.. rules.City.Devices
            .Select(device => (Device: device, Rules: rules.Of(device.Kind).Absences))
            .Where(watched => watched.Rules.Length > 0)
            .Select(watched => new Watched(
                watched.Device, watched.Rules, watched.Device.State == DeviceState.InService, watched.Rules.Min(rule => rule.LimitMs(watched.Device))))];
        _heardMs = new long[rules.City.Devices.Count];
        _first = new int[rules.City.Devices.Count];
        _raised = new int[rules.City.Devices.Count];
        int slots = 0;
        foreach (var device in rules.City.Devices)
        {
            _first[device.Index] = slots;
            slots += rules.Of(device.Kind).Absences.Length;
        }

        _raisePositions = new long[slots];
        Array.Fill(_raisePositions, ReadingState.None);
    }

    /// <summary>The device spoke.</summary>
    public void Heard(Device device, long position, long receivedAtMs, Findings output)
    {
        _heardMs[device.Index] = _clock.At(receivedAtMs);
        if (_raised[device.Index] > 0)
        {
            Clear(device, position, receivedAtMs, output);
        }
    }

    public void Tick(long position, long wallMs, Findings output)
    {
        if (!_clock.IsUp)
        {
            return;
        }

        foreach (ref readonly var watched in _watched.AsSpan())
        {
            var device = watched.Device;
            long silentMs = _clock.Since(_heardMs[device.Index]);
            if (!watched.IsInService)
            {
                if (_raised[device.Index] > 0)
                {
                    // Taken out of service while it was silent.
                    Clear(device, position, wallMs, output);
                }
            }
            else if (silentMs >= watched.ShortestLimitMs)
            {
                Raise(watched, silentMs, position, wallMs, output);
            }
        }
    }

    public bool Stands(int device, AbsenceRule[] rules, string rule)
    {
        int index = Rule.IndexOf(rules, rule);
        return index >= 0 && _raisePositions[_first[device] + index] != ReadingState.None;
    }

    public void Save(BinaryWriter writer, int device, int rules)
    {
        writer.Write(_heardMs[device]);
        for (int slot = _first[device]; slot < _first[device] + rules; slot++)
        {
            writer.Write(_raisePositions[slot]);
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] rules)
    {
        long heardMs = reader.ReadInt64();
        if (device.Index >= 0)
        {
            _heardMs[device.Index] = heardMs;
        }

        foreach (var rule in rules)
        {
            long raisePosition = reader.ReadInt64();
            if (raisePosition == ReadingState.None)
            {
                continue;
            }

            if (device.Index >= 0 && rule.Index >= 0)
            {
                _raisePositions[_first[device.Index] + rule.Index] = raisePosition;
                _raised[device.Index]++;
            }
            else
            {
                device.Orphan(rule.Id, raisePosition);
            }
        }
    }

    /// <summary>Begins every count now: what a checkpoint knows nothing of has joined the city since.</summary>
    public void JoinAll() => Array.Fill(_heardMs, _clock.NowMs);

    /// <summary>The wall clock was set: nothing was heard later than now.</summary>
    public void ForgetTheFuture()
    {
        foreach (ref long heardMs in _heardMs.AsSpan())
        {
            heardMs = Math.Min(heardMs, _clock.NowMs);
        }
    }

    private void Raise(in Watched watched, long silentMs, long position, long atMs, Findings output)
    {
        var device = watched.Device;
        for (int i = 0; i < watched.Rules.Length; i++)
        {
            ref long raisePosition = ref _raisePositions[_first[device.Index] + i];
            if (raisePosition == ReadingState.None && silentMs >= watched.Rules[i].LimitMs(device) && watched.Rules[i].IsDuring(atMs))
            {
                raisePosition = position;
                _raised[device.Index]++;
                output.Add(Change(TransitionKind.Raised, watched.Rules[i], device, position, position, atMs));
            }
        }
    }

    private void Clear(Device device, long position, long atMs, Findings output)
    {
        var rules = _rules.Of(device.Kind).Absences;
        for (int i = 0; i < rules.Length; i++)
        {
            ref long raisePosition = ref _raisePositions[_first[device.Index] + i];
            if (raisePosition != ReadingState.None)
            {
                output.Add(Change(TransitionKind.Cleared, rules[i], device, raisePosition, position, atMs));
                raisePosition = ReadingState.None;
            }
        }

        _raised[device.Index] = 0;
    }

    private static Transition Change(TransitionKind kind, AbsenceRule rule, Device device, long raisePosition, long position, long atMs) => new()
    {
        Id = ConditionId.Of(rule, device, raisePosition),
        Kind = kind,
        Rule = rule,
        Device = device,
        Position = position,
        AtMs = atMs,
    };

    /// <summary>A device with absence rules: what a tick needs of it, together.</summary>
    private readonly record struct Watched(Device Device, AbsenceRule[] Rules, bool IsInService, long ShortestLimitMs);
}
