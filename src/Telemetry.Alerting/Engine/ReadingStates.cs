using System.Numerics;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>Where the reading rules of all devices stand at the watermark, and how they go on from there.</summary>
internal sealed class ReadingStates
{
    private readonly KindPlan[] _plans;
    private readonly SampleRing _ring;
    private readonly ToldConditions _told;
    private readonly int[] _firstRule;
    private readonly int[] _firstWord;
    private readonly ReadingState[] _states;

    // Rules whose state is not normal.
    private readonly ulong[] _active;

    public ReadingStates(KindPlan[] plans, SampleRing ring, ToldConditions told)
    {
        (_plans, _ring, _told) = (plans, ring, told);
        _firstRule = new int[plans.Length];
        _firstWord = new int[plans.Length];
        var (rules, words) = (0, 0);
        for (int i = 0; i < plans.Length; i++)
        {
            (_firstRule[i], _firstWord[i]) = (rules, words);
            rules += plans[i].Rules.Length;
            words += plans[i].MaskWords;
        }

        _states = new ReadingState[rules];
        Array.Fill(_states, ReadingState.Normal);
        _active = new ulong[words];
    }

    /// <summary>The rules whose state is not normal, 64 to a word.</summary>
    public ReadOnlySpan<ulong> Active(int place) => _active.AsSpan(_firstWord[place], _plans[place].MaskWords);

    /// <summary>Runs a rule from the watermark over the kept samples and gives its conditions.</summary>
    public int Run(int place, int rule, long gapMs, Span<ConditionSpan> spans)
    {
        var definition = _plans[place].Rules[rule];
        int words = _plans[place].MaskWords;
        var state = _states[_firstRule[place] + rule];
        int spanCount = 0;
        if (state.IsRaised)
        {
            spans[spanCount++] = new ConditionSpan(_told.First(place, rule)!.BeginMs, ReadingState.None, -1, -1);
        }

        int word = rule >> 6;
        ulong bit = 1ul << (rule & 63);
        int count = _ring.Count(place);
        for (int i = 0; i < count; i++)
        {
            var masks = _ring.Masks(place, i);
            long timeMs = _ring.TimeMs(place, i);
            switch (Step(ref state, definition, _ring.TimeMs(place, i), masks, word, words, bit, gapMs))
            {
                case TransitionKind.Raised:
                    spans[spanCount++] = new ConditionSpan(timeMs, ReadingState.None, i, -1);
                    break;
                case TransitionKind.Cleared:
                    spans[spanCount - 1] = spans[spanCount - 1] with { EndMs = timeMs, EndIndex = i };
                    break;
            }
        }

        return spanCount;
    }

    /// <summary>The watermark passes the oldest kept sample.</summary>
    public void Settle(int place, long gapMs)
    {
        long timeMs = _ring.TimeMs(place, 0);
        var masks = _ring.Masks(place, 0);
        int words = _plans[place].MaskWords;
        for (int word = 0; word < words; word++)
        {
            for (ulong lively = _active[_firstWord[place] + word] | masks[word]; lively != 0; lively &= lively - 1)
            {
                ulong bit = lively & (~lively + 1);
                int rule = (word * 64) + BitOperations.TrailingZeroCount(lively);
                ref var state = ref _states[_firstRule[place] + rule];
                if (Step(ref state, _plans[place].Rules[rule], timeMs, masks, word, words, bit, gapMs) == TransitionKind.Cleared)
                {
                    _told.Finish(place, rule);
                }

                Note(place, rule);
            }
        }
    }

    /// <summary>Puts another state of a rule at the watermark.</summary>
    /// <returns>What it was.</returns>
    public ReadingState Exchange(int place, int rule, ReadingState state)
    {
        ref var kept = ref _states[_firstRule[place] + rule];
        var before = kept;
        kept = state;
        Note(place, rule);
        return before;
    }

    public void BeginAnew(int place)
    {
        for (int rule = 0; rule < _plans[place].Rules.Length; rule++)
        {
            _states[_firstRule[place] + rule].BeginAnew();
            Note(place, rule);
        }
    }

    public void Save(BinaryWriter writer, int place)
    {
        foreach (ref var state in _states.AsSpan(_firstRule[place], _plans[place].Rules.Length))
        {
            writer.Write(!state.IsNormal);
            if (!state.IsNormal)
            {
                writer.Write(state.SinceMs);
                writer.Write(state.LastMs);
                writer.Write(state.History);
                writer.Write(state.IsRaised);
            }
        }
    }

    /// <param name="rules">What became of the saved rules.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedRule[] rules)
    {
        foreach (var rule in rules)
        {
            if (reader.ReadBoolean())
            {
                var state = new ReadingState { SinceMs = reader.ReadInt64(), LastMs = reader.ReadInt64(), History = reader.ReadUInt32(), IsRaised = reader.ReadBoolean() };
                Put(device, rule, state);
            }
        }
    }

    /// <summary>Reads what version 1 of the checkpoint has of the rules: their state as of the newest sample.</summary>
    public void LoadFirst(BinaryReader reader, SavedDevice device, SavedRule[] rules, long newestMs)
    {
        foreach (var rule in rules)
        {
            if (!reader.ReadBoolean())
            {
                continue;
            }

            var state = new ReadingState { SinceMs = reader.ReadInt64(), LastMs = reader.ReadInt64() };
            long raisePosition = reader.ReadInt64();
            state.IsRaised = raisePosition != ReadingState.None;
            if (state.IsRaised && (device.Index < 0 || rule.Index < 0))
            {
                device.Orphan(rule.Id, raisePosition);
            }
            else if (state.IsRaised)
            {
                _told.Add(device.Index, new ToldCondition(rule.Index, raisePosition, 0) { BeginMs = newestMs });
            }

            Put(device, rule, state.SinceMs == ReadingState.None && !state.IsRaised ? ReadingState.Normal : state);
        }
    }

    /// <summary>What stands was _told.</summary>
    public void Check(int place)
    {
        for (int rule = 0; rule < _plans[place].Rules.Length; rule++)
        {
            if (_states[_firstRule[place] + rule].IsRaised && _told.First(place, rule) is null)
            {
                throw new CheckpointException("the checkpoint is damaged: a condition stands that was never told");
            }
        }
    }

    private static TransitionKind? Step(
        ref ReadingState state, ReadingRule rule, long timeMs, ReadOnlySpan<ulong> masks, int word, int words, ulong bit, long gapMs) =>
        state.Step(rule, timeMs, (masks[word] & bit) != 0, (masks[words + word] & bit) != 0, (masks[(2 * words) + word] & bit) != 0, gapMs);

    private void Put(SavedDevice device, SavedRule rule, ReadingState state)
    {
        if (device.Index < 0 || rule.Index < 0)
        {
            return;
        }

        // It may have counted samples then and not now.
        state.History = _plans[device.Index].Rules[rule.Index].SamplesOf > 0 ? state.History : 0;
        _states[_firstRule[device.Index] + rule.Index] = state;
        Note(device.Index, rule.Index);
    }

    /// <summary>Keeps in mind whether a rule has a state at the watermark.</summary>
    private void Note(int place, int rule)
    {
        ref ulong active = ref _active[_firstWord[place] + (rule >> 6)];
        ulong bit = 1ul << (rule & 63);
        active = _states[_firstRule[place] + rule].IsNormal ? active & ~bit : active | bit;
    }
}
