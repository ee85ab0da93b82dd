using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;

namespace Telemetry.Worker.Alerts;

/// <summary>The words by which an incident's history tells what a transition made of it.</summary>
internal static class HistoryWord
{
    public const string Raised = "raised";
    public const string Changed = "changed";
    public const string Cleared = "cleared";
    public const string Severity = "severity";
    public const string Grouped = "grouped";
    public const string Ungrouped = "ungrouped";
    public const string Corrected = "corrected";

    /// <summary>It was history, and stands now.</summary>
    public const string StillStands = "still-stands";

    /// <summary>A step of the ladder was taken.</summary>
    public const string Step = "step";

    /// <summary>Somebody was called.</summary>
    public const string Called = "called";

    /// <summary>Somebody was to be called in a way that no channel carries.</summary>
    public const string NoChannel = "no-channel";

    /// <summary>Somebody answered before the call was made.</summary>
    public const string NotCalled = "not-called";

    /// <summary>Whoever answered was not on site in time.</summary>
    public const string NotOnSite = "not-on-site";

    /// <summary>What happened, and more of it for people.</summary>
    /// <param name="before">The incident before; null when the transition opened it.</param>
    /// <param name="after">The incident after.</param>
    /// <param name="transition">What the rules found.</param>
    public static (string What, string? Detail) Of(Incident? before, Incident after, Transition transition) => (transition.Kind, before) switch
    {
        (TransitionKind.Raised, _) or (_, null) => (Raised, transition.Attributes),
        (TransitionKind.Cleared, _) => (transition.Corrected ? Corrected : Cleared, null),
        _ when after.Severity != before.Severity => (Severity, $"{before.Severity.ToText()} -> {after.Severity.ToText()}"),
        _ when after.Group != before.Group => after.Group is null ? (Ungrouped, before.Group) : (Grouped, after.Group),
        _ when before.Backlog && !after.Backlog => (StillStands, null),
        _ when transition.Corrected => (Corrected, null),
        _ => (Changed, null),
    };
}
