using System.Numerics;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;
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
    private readonly GapHistory? _gaps;
    private readonly ReadingStates _states;
    private readonly long[] _settledMs;
    private readonly SampleJudge _judge;
    private readonly GapEnd _gapEnd;

    /// <param name="plans">By place, one for each device.</param>
    /// <param name="gaps">Learns where the history of a device has gaps; null when nobody asks.</param>
    public ReadingWatch(KindPlan[] plans, Surroundings around, GapHistory? gaps)
    {
        _plans = plans;
        _gaps = gaps;
        _settledMs = new long[plans.Length];
        Array.Fill(_settledMs, ReadingState.None);
        Ring = new SampleRing(plans);
        Windows = new WindowStates(plans);
        _judge = new SampleJudge(plans, Ring, Windows, around);
        Told = new ToldConditions(plans.Length);
        _states = new ReadingStates(plans, Ring, Told);
        _gapEnd = new GapEnd(plans, Ring, _states, Told, _judge);
    }

    public SampleRing Ring { get; }

    public WindowStates Windows { get; }

    public ToldConditions Told { get; }

    /// <summary>Samples that said nothing but what a kept one of the same time did.</summary>
    public long Repeated { get; private set; }

    /// <summary>The time up to which nothing changes any more; <see cref="ReadingState.None"/> at first.</summary>
    public long SettledMs(int place) => _settledMs[place];

    /// <summary>The time of the oldest sample that can still be corrected.</summary>
    public long KeptMs(int place) => Ring.Count(place) > 0 ? Ring.TimeMs(place, 0) : _settledMs[place];

    /// <summary>Takes in a sample and tells what it changes.</summary>
    /// <param name="place">Of the device's state.</param>
    /// <returns>False when it is older than what can still be corrected: then nothing was done.</returns>
    public bool Process(in Sample sample, int place, long gapMs, Findings output)
    {
        var plan = _plans[place];
        if (plan.Rules.Length == 0)
        {
            return true;
        }

        long timeMs = sample.EngineTimeMs;
        if (IsBehind(place, timeMs, gapMs))
        {
            return false;
        }

        int first = TakeIn(sample, place, timeMs);
        if (first < 0)
        {
            Repeated++;
            return true;
        }

        int count = Ring.Count(place);
        for (int i = first; i < count; i++)
        {
            _judge.Evaluate(sample.Device, place, i, gapMs, _states.Active(place));
        }

        Tell(plan, sample, place, gapMs, output);
        long watermarkMs = Ring.TimeMs(place, count - 1) - gapMs;
        while (Ring.Count(place) > SampleRing.Kept || Ring.TimeMs(place, 0) < watermarkMs)
        {
            Settle(place, gapMs);
        }

        return true;
    }

    /// <summary>A backfill has come to the end of its gap: what stands there and was not ended since goes on.</summary>
    /// <returns>True when something does.</returns>
    public bool GoOn(in Sample sample, int place, BackfillJudge backfill, long gapMs, Findings output) =>
        Ring.Count(place) > 0 && Ring.TimeMs(place, 0) == backfill.UntilMs && _gapEnd.GoOn(sample, place, backfill.Watch.Told.Of(0), gapMs, output);

    /// <summary>True for a time older than what can still be corrected.</summary>
    public bool IsBehind(int place, long timeMs, long gapMs)
    {
        int count = Ring.Count(place);
        return _plans[place].Rules.Length > 0 && (timeMs <= _settledMs[place] || (count > 0 && timeMs < Ring.TimeMs(place, count - 1) - gapMs));
    }

    /// <summary>True when the condition of a rule about lives holds at a sample by itself.</summary>
    public bool SeesDanger(in Sample sample, int place) => _judge.SeesDanger(sample, place);

    /// <summary>True for a sample that says nothing but what a kept one of the same time does.</summary>
    public bool IsKnown(in Sample sample, int place)
    {
        long timeMs = sample.EngineTimeMs;
        for (int i = Ring.PlaceOf(place, timeMs) - 1; i >= 0 && Ring.TimeMs(place, i) == timeMs; i--)
        {
            if (Ring.Covers(place, i, sample.Numbers, sample.Texts) == true)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What expressions see at the newest sample of a device.</summary>
    public Scope Newest(Device device, int place, long gapMs) => _judge.Look(device, place, Ring.Count(place) - 1, gapMs);

    public bool Stands(int device, ReadingRule[] rules, string rule)
    {
        int index = Rule.IndexOf(rules, rule);
        return index >= 0 && Told.Stands(device, index);
    }

    /// <summary>The device's time does not go on: what was pending begins its <c>for</c> anew, what stands stays.</summary>
    public void BeginAnew(int place, long gapMs)
    {
        while (Ring.Count(place) > 0)
        {
            Settle(place, gapMs);
        }

        _states.BeginAnew(place);
        Windows.BeginAnew(place);
        _settledMs[place] = ReadingState.None;
    }

    public void Save(BinaryWriter writer, int place)
    {
        writer.Write(_settledMs[place]);
        Windows.Save(writer, place);
        Ring.Save(writer, place);
        _states.Save(writer, place);
        Told.Save(writer, place);
    }

    /// <param name="device">Its index is the place of its state.</param>
    public void Load(BinaryReader reader, SavedDevice device, SavedKind kind)
    {
        long settledMs = reader.ReadInt64();
        Windows.Load(reader, device.Index, kind.Windows);
        Ring.Load(reader, device.Index, kind);
        _states.Load(reader, device, kind.Readings);
        Told.Load(reader, device, kind.Readings);
        if (device.Index >= 0)
        {
            _states.Check(device.Index);
            _settledMs[device.Index] = settledMs;
        }
    }

    /// <summary>Reads what version 1 of the checkpoint has: windows and rules as of the newest sample.</summary>
    public void LoadFirst(BinaryReader reader, SavedDevice device, SavedKind kind, long newestMs)
    {
        Windows.Load(reader, device.Index, kind.Windows);
        _states.LoadFirst(reader, device, kind.Readings, newestMs);
        if (device.Index >= 0)
        {
            _settledMs[device.Index] = newestMs;
        }
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

    private void Tell(KindPlan plan, in Sample sample, int place, long gapMs, Findings output)
    {
        bool isTold = !Told.IsEmpty(place);
        for (int word = 0; word < plan.MaskWords; word++)
        {
            ulong lively = _states.Active(place)[word] | Ring.Held(place, word, Ring.Count(place));
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

    private void Tell(KindPlan plan, in Sample sample, int place, int rule, long gapMs, Findings output)
    {
        Span<ConditionSpan> spans = stackalloc ConditionSpan[SampleRing.Slots + 1];
        spans = spans[.._states.Run(place, rule, gapMs, spans)];
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
                difference.Raise(told, spans[i], _judge.Value(sample.Device, place, rule, spans[i].BeginIndex, gapMs), _judge.Value(sample.Device, place, rule, spans[i].EndIndex, gapMs));
            }
            else
            {
                difference.Change(told, spans[i], _judge.Value(sample.Device, place, rule, spans[i].EndIndex, gapMs));
            }

            (told.BeginMs, told.EndMs) = (spans[i].BeginMs, spans[i].EndMs);
            now.Add(told);
        }

        Told.Replace(place, rule, now);
    }

    /// <summary>The watermark passes the oldest kept sample.</summary>
    private void Settle(int place, long gapMs)
    {
        long timeMs = Ring.TimeMs(place, 0);
        Windows.Settle(place, timeMs, Ring.Numbers(place, 0), gapMs);
        _states.Settle(place, gapMs);
        if (_settledMs[place] != ReadingState.None && timeMs - _settledMs[place] > gapMs)
        {
            _gaps?.Add(place, _settledMs[place], timeMs);
        }

        _settledMs[place] = timeMs;
        Ring.RemoveFirst(place);
    }
}
