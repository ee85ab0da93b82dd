using Telemetry.Alerting.Incidents;

namespace Telemetry.Alerting.Backtest;

/// <summary>What becomes of the incidents of one set of rules under another, over the same recording.</summary>
public sealed record RuleSetComparison
{
    /// <summary>Raised by the first set only.</summary>
    public required IReadOnlyList<Incident> OnlyBefore { get; init; }

    /// <summary>Raised by the second set only.</summary>
    public required IReadOnlyList<Incident> OnlyAfter { get; init; }

    /// <summary>Raised by both, with another begin or end.</summary>
    public required IReadOnlyList<ShiftedIncident> Shifted { get; init; }

    /// <summary>Raised by both, with the same begin and end.</summary>
    public required int Same { get; init; }

    /// <summary>Rules whose count differs, or that only one set has; the greatest change first.</summary>
    public required IReadOnlyList<RuleDifference> Rules { get; init; }

    /// <summary>
    /// Matches by system, rule and device: the same id first (the same record raised it), then in order of time what overlaps.
    /// </summary>
    public static RuleSetComparison Of(BacktestReport before, BacktestReport after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var onlyBefore = new List<Incident>();
        var onlyAfter = new List<Incident>();
        var pairs = new List<ShiftedIncident>();
        var afterById = after.Incidents.ToDictionary(incident => incident.Id);
        var rest = new HashSet<string>(afterById.Keys);
        var unmatched = new List<Incident>();
        foreach (var incident in before.Incidents)
        {
            if (afterById.TryGetValue(incident.Id, out var same) && rest.Remove(incident.Id))
            {
                pairs.Add(new ShiftedIncident(incident, same));
            }
            else
            {
                unmatched.Add(incident);
            }
        }

        var left = unmatched.ToLookup(Key);
        var right = after.Incidents.Where(incident => rest.Contains(incident.Id)).ToLookup(Key);
        foreach (var key in left.Select(group => group.Key).Union(right.Select(group => group.Key)))
        {
            Match([.. left[key]], [.. right[key]], pairs, onlyBefore, onlyAfter);
        }

        return new RuleSetComparison
        {
            OnlyBefore = [.. onlyBefore.OrderBy(incident => incident.OpenedAtMs)],
            OnlyAfter = [.. onlyAfter.OrderBy(incident => incident.OpenedAtMs)],
            Shifted = [.. pairs.Where(pair => !pair.IsSame).OrderBy(pair => pair.Before.OpenedAtMs)],
            Same = pairs.Count(pair => pair.IsSame),
            Rules = Differences(before, after),
        };
    }

    private static (string System, string Rule, string Device) Key(Incident incident) => (incident.SystemId, incident.RuleId, incident.DeviceId);

    private static void Match(Incident[] left, Incident[] right, List<ShiftedIncident> pairs, List<Incident> onlyLeft, List<Incident> onlyRight)
    {
        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            if (EndMs(left[i]) < right[j].OpenedAtMs)
            {
                onlyLeft.Add(left[i++]);
            }
            else if (EndMs(right[j]) < left[i].OpenedAtMs)
            {
                onlyRight.Add(right[j++]);
            }
            else
            {
                pairs.Add(new ShiftedIncident(left[i++], right[j++]));
            }
        }

        onlyLeft.AddRange(left[i..]);
        onlyRight.AddRange(right[j..]);
    }

    private static long EndMs(Incident incident) => incident.ClearedAtMs ?? long.MaxValue;

    private static List<RuleDifference> Differences(BacktestReport before, BacktestReport after)
    {
        var old = before.Rules.ToDictionary(rule => (rule.System, rule.Rule), rule => rule.Alarms);
        var now = after.Rules.ToDictionary(rule => (rule.System, rule.Rule), rule => rule.Alarms);
        return
        [
            .. old.Keys.Union(now.Keys)
                .Select(key => new RuleDifference(key.System, key.Rule, old.TryGetValue(key, out int was) ? was : null, now.TryGetValue(key, out int becomes) ? becomes : null))
                .Where(difference => difference.Before != difference.After)
                .OrderByDescending(difference => Math.Abs(difference.Change)).ThenBy(difference => difference.System, StringComparer.Ordinal).ThenBy(difference => difference.Rule, StringComparer.Ordinal),
        ];
    }
}
