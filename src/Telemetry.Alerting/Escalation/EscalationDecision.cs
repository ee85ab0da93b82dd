namespace Telemetry.Alerting.Escalation;

/// <summary>What a deadline brings.</summary>
/// <param name="State">The escalation after it.</param>
/// <param name="Steps">
/// The steps of the ladder that are taken now, by index: more than one when several were missed, and then they are one round
/// of calls. Empty when nobody is called.
/// </param>
/// <param name="Round">How often the last of them was repeated before, with this time counted in.</param>
/// <param name="AlarmsAnew">True when what was answered stands for too long: the incident is unanswered again.</param>
public sealed record EscalationDecision(EscalationState State, IReadOnlyList<int> Steps, int Round, bool AlarmsAnew)
{
    public static EscalationDecision Nothing(EscalationState state) => new(state, [], 0, false);
}
