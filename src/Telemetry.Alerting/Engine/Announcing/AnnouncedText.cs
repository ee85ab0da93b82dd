using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>Makes the transition that people see.</summary>
internal static class AnnouncedText
{
    public static Transition Of(Announcement due, StandingCondition condition, in Occasion occasion, LatestValues latest)
    {
        bool isRaised = due.Kind == TransitionKind.Raised;
        if (due.Raw is { } raw && IsAsFound(raw, due.Kind, condition))
        {
            return raw;
        }

        var basis = due.Raw ?? new Transition
        {
            Id = condition.Id,
            Kind = due.Kind,
            Rule = condition.Rule,
            Device = condition.Device,
            Position = occasion.Position,
            AtMs = occasion.AtMs,
            Value = due.Kind == TransitionKind.Cleared ? null : condition.Value,
            // What began unseen is told with when it began.
            OpenedAtMs = isRaised ? condition.OpenedAtMs : null,
            Attributes = isRaised ? condition.Attributes : "{}",
        };
        var told = basis with
        {
            Id = condition.Id,
            Severity = condition.Severity,
            Backlog = condition.IsBacklog,
            Group = condition.Group?.Id,
            Occurrences = condition.Occurrences,
        };
        var clauses = condition.Rule.Clauses;
        if (!isRaised || (clauses.Title is null && clauses.Advice is null))
        {
            return told;
        }

        var values = new TemplateValues(condition.Device, condition.Value, condition.Limit, 1, latest, condition.Attributes);
        return told with { Title = clauses.Title?.Fill(values) ?? condition.Rule.Title, Advice = clauses.Advice?.Fill(values) ?? condition.Rule.Advice };
    }

    private static bool IsAsFound(Transition raw, TransitionKind kind, StandingCondition condition) =>
        kind != TransitionKind.Changed
        && raw.Id == condition.Id
        && condition is { IsBacklog: false, Occurrences: 1, Group.Id: null } or { IsBacklog: false, Occurrences: 1, Group: null }
        && condition.Severity == raw.Severity
        && condition.Rule.Clauses is { Title: null, Advice: null };
}
