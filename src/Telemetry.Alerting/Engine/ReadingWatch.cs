using System.Numerics;
using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The states of all reading rules.
/// <para>
/// What stands at the <em>watermark</em> (three intervals before the newest sample of a device, or its eighth newest sample) is
/// kept as state; the samples after it are kept themselves, with what each rule's conditions made of them. After each sample the
/// rules that are not calm are run from the watermark over the kept samples, and what comes out is compared with what was told:
/// the difference is the output. So a sample in order raises and clears at once, a late one corrects what was told, and once
/// the watermark has passed the order in which samples came has left no trace.
/// </para>
/// </summary>
internal sealed class ReadingWatch
{
    private readonly KindPlan[] _plans;
    private readonly Surroundings _around;
    private readonly GapHistory? _gaps;
    private readonly int[] _firstRule;
    private readonly int[] _firstWord;
    private readonly ReadingState[] _states;

    // Rules whose state at the watermark is not normal.
    private readonly ulong[] _active;
    private readonly long[] _settledMs;
    private readonly double[] _windowResults;
    private readonly string?[] _texts;

    /// <param name="plans">By place, one for each device.</param>
    /// <param name="gaps">Learns where the history of a device has gaps; null when nobody asks.</param>
    public ReadingWatch(KindPlan[] plans, Surroundings around, GapHistory? gaps)
    {
        _plans = plans;
        _gaps = gaps;
        _around = around;
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
        _settledMs = new long[plans.Length];
        Array.Fill(_settledMs, ReadingState.None);
        _windowResults = new double[plans.Select(plan => plan.Windows.Length).DefaultIfEmpty().Max()];
        _texts = new string?[plans.Select(plan => plan.Fields).DefaultIfEmpty().Max()];
        Ring = new SampleRing(plans);
        Windows = new WindowStates(plans);
        Told = new ToldConditions(plans.Length);
    }

    public SampleRing Ring { get; }

    public WindowStates Windows { get; }

    public ToldConditions Told { get; }

    /// <summary>The time up to which nothing changes any more; <see cref="ReadingState.None"/> at first.</summary>
    public long SettledMs(int place) => _settledMs[place];

    /// <summary>The time of the oldest sample that can still be corrected.</summary>
    public long KeptMs(int place) => Ring.Count(place) > 0 ? Ring.TimeMs(place, 0) : _settledMs[place];

    /// <summary>Takes in a sample and tells what it changes.</summary>
    /// <param name="place">Of the device's state.</param>
    /// <returns>False when it is older than what can still be corrected: then nothing was done.</returns>
    public bool Process(in Sample sample, int place, long gapMs, List<Transition> output)
    {
        var plan = _plans[place];
        if (plan.Rules.Length == 0)
        {
            return true;
        }

        long timeMs = sample.EngineTimeMs;
        int count = Ring.Count(place);
        if (timeMs <= _settledMs[place] || (count > 0 && timeMs < Ring.TimeMs(place, count - 1) - gapMs))
        {
            return false;
        }

        int first = TakeIn(sample, place, timeMs);
        if (first < 0)
        {
            return true;
        }

        count = Ring.Count(place);
        for (int i = first; i < count; i++)
        {
            Evaluate(plan, sample.Device, place, i, gapMs);
        }

        Tell(plan, sample, place, gapMs, output);
        long watermarkMs = Ring.TimeMs(place, count - 1) - gapMs;
        while (Ring.Count(place) > SampleRing.Kept || Ring.TimeMs(place, 0) < watermarkMs)
        {
            Settle(plan, place, gapMs);
        }

        return true;
    }

    /// <summary>The device's time does not go on: what was pending begins its <c>for</c> anew, what stands stays.</summary>
    public void BeginAnew(int place, long gapMs)
    {
        var plan = _plans[place];
        while (Ring.Count(place) > 0)
        {
            Settle(plan, place, gapMs);
        }

        for (int rule = 0; rule < plan.Rules.Length; rule++)
        {
            _states[_firstRule[place] + rule].BeginAnew();
            Note(place, rule);
        }

        Windows.BeginAnew(place);
        _settledMs[place] = ReadingState.None;
    }

    public void Save(BinaryWriter writer, int place)
    {
        var plan = _plans[place];
        writer.Write(_settledMs[place]);
        Windows.Save(writer, place);
        Ring.Save(writer, place);
        foreach (ref var state in _states.AsSpan(_firstRule[place], plan.Rules.Length))
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

        Told.Save(writer, place);
    }

    /// <param name="device">Its index is the place of its state.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedKind kind)
    {
        long settledMs = reader.ReadInt64();
        Windows.Load(reader, device.Index, kind.Windows);
        Ring.Load(reader, device.Index, kind);
        foreach (var rule in kind.Readings)
        {
            if (reader.ReadBoolean())
            {
                var state = new ReadingState { SinceMs = reader.ReadInt64(), LastMs = reader.ReadInt64(), History = reader.ReadUInt32(), IsRaised = reader.ReadBoolean() };
                Put(device, rule, state);
            }
        }

        Told.Load(reader, device, kind.Readings);
        if (device.Index < 0)
        {
            return;
        }

        _settledMs[device.Index] = settledMs;
        for (int rule = 0; rule < _plans[device.Index].Rules.Length; rule++)
        {
            if (_states[_firstRule[device.Index] + rule].IsRaised && Told.First(device.Index, rule) is null)
            {
                throw new CheckpointException("the checkpoint is damaged: a condition stands that was never told");
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
                Told.Add(device.Index, new ToldCondition(rule.Index, raisePosition, 0) { BeginMs = newestMs });
            }

            Put(device, rule, state.SinceMs == ReadingState.None && !state.IsRaised ? ReadingState.Normal : state);
        }

        if (device.Index >= 0)
        {
            _settledMs[device.Index] = newestMs;
        }
    }

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

    /// <summary>Puts a sample among the kept ones; from which on they are to be judged, below zero when it says nothing new.</summary>
    private int TakeIn(in Sample sample, int place, long timeMs)
    {
        int index = Ring.PlaceOf(place, timeMs);
        int mergeable = -1;
        for (int i = index - 1; i >= 0 && Ring.TimeMs(place, i) == timeMs; i--)
        {
            switch (Ring.Covers(place, i, sample.Numbers, sample.Texts))
            {
                case true:
                    return -1;
                case false:
                    mergeable = i;
                    break;
            }
        }

        if (mergeable >= 0)
        {
            // What a device says of one moment in two messages belongs together.
            Ring.Merge(place, mergeable, sample.Numbers, sample.Texts);
            return mergeable;
        }

        Ring.Insert(place, index, timeMs, sample.Numbers, sample.Texts);
        if (index == 0)
        {
            _gaps?.Note(place, timeMs);
        }

        return index;
    }

    /// <summary>What expressions see at the newest kept sample, of which there is one after <see cref="Process"/>.</summary>
    public Scope Newest(Device device, int place, long gapMs) => Look(_plans[place], device, place, Ring.Count(place) - 1, gapMs);

    private Scope Look(KindPlan plan, Device device, int place, int index, long gapMs)
    {
        var numbers = Ring.Numbers(place, index);
        var results = _windowResults.AsSpan(0, plan.Windows.Length);
        var texts = plan.TextFields.Length == 0 ? [] : _texts.AsSpan(0, plan.Fields);
        for (int i = 0; i < plan.TextFields.Length; i++)
        {
            texts[plan.TextFields[i]] = Ring.Texts(place, index)[i];
        }

        var scope = new Scope(numbers[..plan.Fields], texts, results, device, Ring.TimeMs(place, index), _around);
        Span<long> times = stackalloc long[SampleRing.Slots];
        times = times[..(index + 1)];
        Ring.CopyTimes(place, times);
        for (int i = 0; i < plan.Windows.Length; i++)
        {
            var window = plan.Windows[i];
            if (window.IsComputed)
            {
                numbers[window.Column] = window.Subject.Evaluate(scope);
            }

            results[i] = Windows.Look(place, i, Ring, times, gapMs);
        }

        return scope;
    }

    /// <summary>
    /// Makes the masks of a sample. Whether a condition is over is only asked where the rule is not calm: most are, and then
    /// they cost one comparison.
    /// </summary>
    private void Evaluate(KindPlan plan, Device device, int place, int index, long gapMs)
    {
        var scope = Look(plan, device, place, index, gapMs);
        var masks = Ring.Masks(place, index);
        for (int word = 0; word < plan.MaskWords; word++)
        {
            ulong lively = Lively(place, word, index);
            var (holds, unknown, over) = (0ul, 0ul, 0ul);
            int first = word * 64;
            int rules = Math.Min(64, plan.Rules.Length - first);
            for (int i = 0; i < rules; i++)
            {
                int rule = first + i;
                ulong bit = 1ul << i;
                var truth = plan.When[rule].Evaluate(scope);
                if (truth == Truth.False && (lively & bit) == 0)
                {
                    continue;
                }

                bool isSuppressed = plan.Rules[rule].Unless is { } unless && unless.Evaluate(scope) == Truth.True;
                if (truth == Truth.True && !isSuppressed)
                {
                    // What still satisfies `when` is not over, whatever `clear` says: it would be raised again at once.
                    holds |= bit;
                    continue;
                }

                unknown |= truth == Truth.Unknown && !isSuppressed ? bit : 0;
                over |= isSuppressed || plan.Clear[rule].Evaluate(scope) == Truth.True ? bit : 0;
            }

            masks[word] = holds;
            masks[plan.MaskWords + word] = unknown;
            masks[(2 * plan.MaskWords) + word] = over;
        }
    }

    /// <summary>Rules that have a state at the watermark, or whose condition holds at one of the first samples after it.</summary>
    private ulong Lively(int place, int word, int samples)
    {
        ulong lively = _active[_firstWord[place] + word];
        for (int i = 0; i < samples; i++)
        {
            lively |= Ring.Holds(place, i, word);
        }

        return lively;
    }

    private void Tell(KindPlan plan, in Sample sample, int place, long gapMs, List<Transition> output)
    {
        bool isTold = !Told.IsEmpty(place);
        for (int word = 0; word < plan.MaskWords; word++)
        {
            ulong lively = Lively(place, word, Ring.Count(place));
            if (isTold)
            {
                lively |= Told.Rules(place, word);
            }

            for (; lively != 0; lively &= lively - 1)
            {
                Tell(plan, sample, place, (word * 64) + BitOperations.TrailingZeroCount(lively), gapMs, output);
            }
        }
    }

    private void Tell(KindPlan plan, in Sample sample, int place, int rule, long gapMs, List<Transition> output)
    {
        Span<ConditionSpan> spans = stackalloc ConditionSpan[SampleRing.Slots + 1];
        spans = spans[..Run(plan, place, rule, gapMs, spans)];
        if (Told.IsAsTold(place, rule, spans))
        {
            return;
        }

        var mates = new ToldCondition?[spans.Length];
        var never = Told.Match(place, rule, spans, mates);
        var difference = new ToldDifference(sample, plan.Rules[rule], Ring.Count(place) - 1, output);
        never.ForEach(difference.Never);
        var now = new List<ToldCondition>(spans.Length);
        int raised = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            var told = mates[i];
            if (told is null)
            {
                told = new ToldCondition(rule, sample.Position, raised++);
                difference.Raise(told, spans[i], Value(plan, sample.Device, place, rule, spans[i].BeginIndex, gapMs), Value(plan, sample.Device, place, rule, spans[i].EndIndex, gapMs));
            }
            else
            {
                difference.Change(told, spans[i], Value(plan, sample.Device, place, rule, spans[i].EndIndex, gapMs));
            }

            (told.BeginMs, told.EndMs) = (spans[i].BeginMs, spans[i].EndMs);
            now.Add(told);
        }

        Told.Replace(place, rule, now);
    }

    /// <summary>The number that a rule is about at a kept sample; null when it is about none or the value is not known.</summary>
    private double? Value(KindPlan plan, Device device, int place, int rule, int index, long gapMs)
    {
        if (index < 0 || plan.Rules[rule].Value is not { } subject)
        {
            return null;
        }

        double value = subject.Evaluate(Look(plan, device, place, index, gapMs));
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>Runs a rule from the watermark over the kept samples and gives its conditions.</summary>
    private int Run(KindPlan plan, int place, int rule, long gapMs, Span<ConditionSpan> spans)
    {
        var state = _states[_firstRule[place] + rule];
        int spanCount = 0;
        if (state.IsRaised)
        {
            spans[spanCount++] = new ConditionSpan(Told.First(place, rule)!.BeginMs, ReadingState.None, -1, -1);
        }

        int word = rule >> 6;
        ulong bit = 1ul << (rule & 63);
        int count = Ring.Count(place);
        for (int i = 0; i < count; i++)
        {
            var masks = Ring.Masks(place, i);
            long timeMs = Ring.TimeMs(place, i);
            switch (state.Step(
                plan.Rules[rule], timeMs, (masks[word] & bit) != 0, (masks[plan.MaskWords + word] & bit) != 0, (masks[(2 * plan.MaskWords) + word] & bit) != 0, gapMs))
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
    private void Settle(KindPlan plan, int place, long gapMs)
    {
        long timeMs = Ring.TimeMs(place, 0);
        var masks = Ring.Masks(place, 0);
        Windows.Settle(place, timeMs, Ring.Numbers(place, 0), gapMs);
        for (int word = 0; word < plan.MaskWords; word++)
        {
            for (ulong lively = Lively(place, word, 1); lively != 0; lively &= lively - 1)
            {
                ulong bit = lively & (~lively + 1);
                int rule = (word * 64) + BitOperations.TrailingZeroCount(lively);
                ref var state = ref _states[_firstRule[place] + rule];
                var kind = state.Step(
                    plan.Rules[rule], timeMs, (masks[word] & bit) != 0, (masks[plan.MaskWords + word] & bit) != 0, (masks[(2 * plan.MaskWords) + word] & bit) != 0, gapMs);
                if (kind == TransitionKind.Cleared)
                {
                    Told.Finish(place, rule);
                }

                Note(place, rule);
            }
        }

        if (_settledMs[place] != ReadingState.None && timeMs - _settledMs[place] > gapMs)
        {
            _gaps?.Add(place, _settledMs[place], timeMs);
        }

        _settledMs[place] = timeMs;
        Ring.RemoveFirst(place);
    }

    /// <summary>Keeps in mind whether a rule has a state at the watermark.</summary>
    private void Note(int place, int rule)
    {
        ref ulong active = ref _active[_firstWord[place] + (rule >> 6)];
        ulong bit = 1ul << (rule & 63);
        active = _states[_firstRule[place] + rule].IsNormal ? active & ~bit : active | bit;
    }
}
