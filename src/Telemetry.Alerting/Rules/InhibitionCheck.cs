using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>
/// Finds inhibitors that do not exist, and rules that inhibit each other: neither would ever be raised. A chain that only goes on
/// to the next device one way (<c>upstream.low</c>) ends somewhere and is no circle.
/// </summary>
internal sealed class InhibitionCheck(IReadOnlyList<DeviceKind> kinds, ICollection<Mistake> mistakes)
{
    private readonly HashSet<string> _told = [];

    public void Run()
    {
        foreach (var kind in kinds)
        {
            foreach (var rule in kind.Rules)
            {
                foreach (var text in rule.InhibitedBy)
                {
                    Check(kind, rule, text);
                }
            }
        }
    }

    private void Check(DeviceKind kind, RuleDefinition rule, LocatedText text)
    {
        if (ClauseCompiler.ParseInhibitor(text.Value) is not { } inhibitor)
        {
            return;
        }

        if (!Targets(kind, inhibitor).Any())
        {
            string[] known = [.. (inhibitor.Where == InhibitorPlace.Device ? [kind] : kinds).SelectMany(some => some.Rules).Select(some => some.Id.Value).Distinct()];
            string where = inhibitor.Where == InhibitorPlace.Device ? $" of kind '{kind.Id}'" : "";
            mistakes.Add(text.MistakeAt(text.Value.Length - inhibitor.RuleId.Length, $"unknown rule '{inhibitor.RuleId}'{where}{NearestName.Hint(inhibitor.RuleId, known)}"));
            return;
        }

        CheckSeverity(kind, rule, inhibitor, text);
        var path = new List<(RuleDefinition Rule, InhibitorPlace Where)> { (rule, inhibitor.Where) };
        foreach (var (next, nextKind) in Targets(kind, inhibitor))
        {
            Walk(rule, next, nextKind, path, [], text);
        }
    }

    /// <summary>What is urgent must not hide behind what is not.</summary>
    private void CheckSeverity(DeviceKind kind, RuleDefinition rule, Inhibitor inhibitor, LocatedText text)
    {
        if (!SeverityText.TryParse(rule.Severity.Value, out var first))
        {
            return;
        }

        var hidden = ClauseCompiler.HighestOf(rule, first);
        foreach (var (target, _) in Targets(kind, inhibitor))
        {
            if (SeverityText.TryParse(target.Severity.Value, out var shown) && shown < hidden)
            {
                mistakes.Add(text.MistakeAt(0, $"rule '{inhibitor.RuleId}' begins as {shown.ToText()} and would hide '{rule.Id}', which may become {hidden.ToText()}; an inhibitor cannot be less severe"));
                return;
            }
        }
    }

    /// <summary>Follows the inhibitors of <paramref name="rule"/> until one of them is the rule that it began with.</summary>
    private void Walk(
        RuleDefinition start, RuleDefinition rule, DeviceKind kind, List<(RuleDefinition Rule, InhibitorPlace Where)> path, HashSet<RuleDefinition> seen, LocatedText text)
    {
        if (ReferenceEquals(rule, start))
        {
            if (ComesBack(path) && _told.Add(string.Join(' ', path.Select(step => step.Rule.Id.Value).Order(StringComparer.Ordinal))))
            {
                string circle = string.Join(" by ", path.Select(step => step.Rule.Id.Value).Append(start.Id.Value));
                mistakes.Add(text.MistakeAt(0, $"rules inhibit each other, and none of them would ever be raised: {circle}"));
            }

            return;
        }

        if (!seen.Add(rule))
        {
            return;
        }

        foreach (var inhibitor in rule.InhibitedBy.Select(next => ClauseCompiler.ParseInhibitor(next.Value)).OfType<Inhibitor>())
        {
            path.Add((rule, inhibitor.Where));
            foreach (var (next, nextKind) in Targets(kind, inhibitor))
            {
                Walk(start, next, nextKind, path, seen, text);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    /// <summary>False for a way that leads on and on in one direction.</summary>
    private static bool ComesBack(List<(RuleDefinition Rule, InhibitorPlace Where)> path)
    {
        InhibitorPlace[] moves = [.. path.Select(step => step.Where).Where(where => where != InhibitorPlace.Device).Distinct()];
        return moves.Length != 1 || moves[0] == InhibitorPlace.Site;
    }

    private IEnumerable<(RuleDefinition Rule, DeviceKind Kind)> Targets(DeviceKind kind, Inhibitor inhibitor) =>
        from target in inhibitor.Where == InhibitorPlace.Device ? [kind] : kinds
        from rule in target.Rules
        where rule.Id.Value == inhibitor.RuleId
        select (rule, target);
}
