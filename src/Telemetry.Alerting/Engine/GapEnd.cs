namespace Telemetry.Alerting.Engine;

/// <summary>
/// Where a backfill has come to the end of its gap: what stands there, and what the readings since have not ended, stands now.
/// History has it until then; from the last sample of the backfill on it is a condition of its own, of which people are told.
/// </summary>
internal sealed class GapEnd(KindPlan[] plans, SampleRing ring, ReadingStates states, ToldConditions told, SampleJudge judge)
{
    /// <summary>Behind those that one late reading can raise of a rule by itself.</summary>
    private const int Ordinal = SampleRing.Slots + 1;

    /// <param name="sample">The last one of the backfill.</param>
    /// <param name="place">Of the device's state; the gap ends at its oldest kept sample.</param>
    /// <param name="before">What was told of the backfill.</param>
    /// <returns>True when something goes on.</returns>
    public bool GoOn(in Sample sample, int place, IReadOnlyList<ToldCondition> before, long gapMs, Findings output)
    {
        bool goesOn = false;
        foreach (var condition in before)
        {
            goesOn |= condition.Stands && told.First(place, condition.Rule) is null && GoesOn(sample, place, condition, gapMs, output);
        }

        return goesOn;
    }

    private bool GoesOn(in Sample sample, int place, ToldCondition before, long gapMs, Findings output)
    {
        int rule = before.Rule;
        var condition = new ToldCondition(rule, sample.Position, Ordinal) { BeginMs = sample.EngineTimeMs };
        told.Add(place, condition);
        var state = states.Exchange(place, rule, ReadingState.Normal with { IsRaised = true });
        int newest = ring.Count(place) - 1;
        for (int i = 0; i <= newest; i++)
        {
            // Whether a condition is over was not asked while none stood.
            judge.Evaluate(sample.Device, place, i, gapMs, states.Active(place));
        }

        Span<ConditionSpan> spans = stackalloc ConditionSpan[SampleRing.Slots + 1];
        spans = spans[..states.Run(place, rule, gapMs, spans)];
        if (spans is [{ Stands: true } span])
        {
            var difference = new ToldDifference(sample, plans[place].Rules[rule], newest, output);
            difference.End(before);
            difference.Raise(condition, span, judge.Value(sample.Device, place, rule, newest, gapMs), null);
            return true;
        }

        told.Finish(place, rule);
        states.Exchange(place, rule, state);
        return false;
    }
}
