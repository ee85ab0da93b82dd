using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>Finds whom the steps of a ladder call, by who is on duty at the moment.</summary>
public static class EscalationTargets
{
    /// <summary>Why the role of nobody is called.</summary>
    public static readonly LocalizedText Nobody = new("没有值守岗位负责", "no duty answers for it");

    /// <summary>
    /// Everybody once in each way. Each step to the next level goes one level higher than the step to the next level before it, and stays at
    /// the highest one when there is none above: a step that is due calls somebody. For a level where nobody is known the role is called, and in the
    /// same step the next level up that has a person.
    /// </summary>
    /// <param name="ladder">The ladder.</param>
    /// <param name="steps">Indexes of the steps that are taken.</param>
    /// <param name="chain">Who answers now, the nearest first.</param>
    public static IReadOnlyList<EscalationTarget> Of(Ladder ladder, IReadOnlyList<int> steps, DutyChain chain)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(chain);
        var found = new List<EscalationTarget>();
        var seen = new HashSet<(string Id, Way Way)>();
        foreach (int step in steps)
        {
            foreach (EscalationTarget target in Of(ladder, step, chain))
            {
                if (seen.Add((target.Id, target.Way)))
                    found.Add(target);
            }
        }

        return found;
    }

    private static IEnumerable<EscalationTarget> Of(Ladder ladder, int step, DutyChain chain)
    {
        LadderStep taken = ladder.Steps[step];
        if (chain.Levels.Count == 0)
            return taken.Ways.Select(way => new EscalationTarget(null, null, way, step, Nobody));
        return Levels(ladder, step, chain.Levels.Count).SelectMany(index => Level(taken, step, chain.Levels, index));
    }

    private static IEnumerable<EscalationTarget> Level(LadderStep taken, int step, IReadOnlyList<DutyLevel> levels, int index)
    {
        DutyLevel level = levels[index];
        bool holders = (taken.Targets & ~LadderTargets.Deputies) != 0;
        bool deputies = taken.Targets.HasFlag(LadderTargets.Deputies);
        IReadOnlyList<Person> people = [.. holders ? level.Holders : [], .. deputies ? level.Deputies : []];
        if (people.Count == 0)
            people = level.Holders;
        // A role may have no telephone: whoever is known is called beside it, and not only when the ladder gets there.
        DutyLevel? standIn = people.Count == 0 ? StandIn(levels, index) : null;
        foreach (Way way in taken.Ways)
        {
            if (way == Way.Screen || people.Count == 0)
                yield return new EscalationTarget(null, level.Duty, way, step, level.Why);
            if (way == Way.Screen)
                continue;
            foreach (Person person in people)
                yield return new EscalationTarget(person, level.Duty, way, step, level.Why);
            foreach (Person person in Anybody(standIn))
                yield return new EscalationTarget(person, standIn!.Duty, way, step, standIn.Why);
        }

        // A deputy duty that nobody is known to hold is called by its role, like any other.
        foreach (Duty deputy in deputies ? level.UnheldDeputies : [])
        {
            foreach (Way way in taken.Ways.Where(way => way != Way.Screen))
                yield return new EscalationTarget(null, deputy, way, step, level.Why);
        }
    }

    /// <summary>The level itself when it has a deputy, else the next one up that has anybody, else the nearest below; null when nobody is known at all.</summary>
    private static DutyLevel? StandIn(IReadOnlyList<DutyLevel> levels, int index) =>
        levels.Skip(index).Concat(levels.Take(index).Reverse()).FirstOrDefault(level => Anybody(level).Count > 0);

    private static IReadOnlyList<Person> Anybody(DutyLevel? level) => level is null ? [] : level.Holders.Count > 0 ? level.Holders : level.Deputies;

    private static IEnumerable<int> Levels(Ladder ladder, int step, int count)
    {
        LadderTargets targets = ladder.Steps[step].Targets;
        if (targets.HasFlag(LadderTargets.AllLevels))
            return Enumerable.Range(0, count);
        var levels = new List<int>();
        if (targets.HasFlag(LadderTargets.Duty) || targets == LadderTargets.Deputies)
            levels.Add(0);
        int above = Math.Min(count - 1, ladder.Steps.Take(step + 1).Count(s => s.Targets.HasFlag(LadderTargets.NextLevel)));
        if (targets.HasFlag(LadderTargets.NextLevel) && !levels.Contains(above))
            levels.Add(above);
        return levels;
    }
}
