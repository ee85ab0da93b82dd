using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The states of all reading rules, one flat array over devices and rules.
/// <para>
/// A condition that holds is raised once it has held <c>for</c> its time on the samples' own time, seen without a gap of more
/// than three intervals; a longer gap begins the time anew. It is cleared as soon as its clear condition holds. Unknown
/// changes nothing, as if the sample had not come.
/// </para>
/// </summary>
internal sealed class ReadingWatch
{
    private readonly int[] _first;
    private readonly ReadingState[] _states;

    public ReadingWatch(RuleSet rules)
    {
        _first = new int[rules.City.Devices.Count];
        int slots = 0;
        foreach (var device in rules.City.Devices)
        {
            _first[device.Index] = slots;
            slots += rules.Of(device.Kind).Readings.Length;
        }

        _states = new ReadingState[slots];
        Array.Fill(_states, ReadingState.Normal);
    }

    public void Process(in Sample sample, ReadingRule[] rules, long gapMs, in Scope scope, List<Transition> output)
    {
        long timeMs = sample.EngineTimeMs;
        var states = _states.AsSpan(_first[sample.Device.Index], rules.Length);
        for (int i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            ref var state = ref states[i];
            bool suppressed = rule.Unless is { } unless && unless.Evaluate(scope) == Truth.True;
            var kind = state.RaisePosition == ReadingState.None
                ? Advance(ref state, suppressed ? Truth.False : rule.When.Evaluate(scope), rule.ForMs, timeMs, gapMs)
                : suppressed || IsOver(rule, scope) ? TransitionKind.Cleared : (TransitionKind?)null;
            if (kind is { } happened)
            {
                output.Add(Change(happened, rule, sample, ref state, scope));
            }
        }
    }

    public bool Stands(int device, ReadingRule[] rules, string rule)
    {
        int index = Rule.IndexOf(rules, rule);
        return index >= 0 && _states[_first[device] + index].RaisePosition != ReadingState.None;
    }

    /// <summary>The device's time does not go on: what was pending begins its <c>for</c> anew, what stands stays.</summary>
    public void BeginAnew(int device, int rules)
    {
        foreach (ref var state in _states.AsSpan(_first[device], rules))
        {
            (state.SinceMs, state.LastKnownMs) = (ReadingState.None, ReadingState.None);
        }
    }

    public void Save(BinaryWriter writer, int device, int rules)
    {
        foreach (ref var state in _states.AsSpan(_first[device], rules))
        {
            bool isNormal = state is { SinceMs: ReadingState.None, LastKnownMs: ReadingState.None, RaisePosition: ReadingState.None };
            writer.Write(!isNormal);
            if (!isNormal)
            {
                writer.Write(state.SinceMs);
                writer.Write(state.LastKnownMs);
                writer.Write(state.RaisePosition);
            }
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] rules)
    {
        foreach (var rule in rules)
        {
            if (!reader.ReadBoolean())
            {
                continue;
            }

            var state = new ReadingState { SinceMs = reader.ReadInt64(), LastKnownMs = reader.ReadInt64(), RaisePosition = reader.ReadInt64() };
            if (device.Index >= 0 && rule.Index >= 0)
            {
                _states[_first[device.Index] + rule.Index] = state;
            }
            else if (state.RaisePosition != ReadingState.None)
            {
                device.Orphan(rule.Id, state.RaisePosition);
            }
        }
    }

    private static TransitionKind? Advance(ref ReadingState state, Truth truth, long forMs, long timeMs, long gapMs)
    {
        if (truth == Truth.Unknown)
        {
            return null;
        }

        bool follows = state.LastKnownMs != ReadingState.None && timeMs >= state.LastKnownMs && timeMs - state.LastKnownMs <= gapMs;
        state.LastKnownMs = timeMs;
        if (truth == Truth.False)
        {
            state.SinceMs = ReadingState.None;
            return null;
        }

        if (state.SinceMs == ReadingState.None || !follows)
        {
            state.SinceMs = timeMs;
        }

        return timeMs - state.SinceMs >= forMs ? TransitionKind.Raised : null;
    }

    /// <summary>What still satisfies <c>when</c> is not over, whatever <c>clear</c> says: it would be raised again at once.</summary>
    private static bool IsOver(ReadingRule rule, in Scope scope) =>
        rule.Clear.Evaluate(scope) == Truth.True && rule.When.Evaluate(scope) != Truth.True;

    private static Transition Change(TransitionKind kind, ReadingRule rule, in Sample sample, ref ReadingState state, in Scope scope)
    {
        long raisePosition = kind == TransitionKind.Raised ? sample.Position : state.RaisePosition;
        state = ReadingState.Normal;
        state.RaisePosition = kind == TransitionKind.Raised ? raisePosition : ReadingState.None;
        double value = rule.Value?.Evaluate(scope) ?? double.NaN;
        return new Transition
        {
            Id = ConditionId.Of(rule, sample.Device, raisePosition),
            Kind = kind,
            Rule = rule,
            Device = sample.Device,
            Position = sample.Position,
            AtMs = sample.EngineTimeMs,
            Value = double.IsFinite(value) ? value : null,
        };
    }
}
