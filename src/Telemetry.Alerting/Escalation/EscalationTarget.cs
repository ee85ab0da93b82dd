using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>One to be called, in one way.</summary>
/// <param name="Person">Null when nobody is known to hold the duty, and for a screen: then the role itself is called.</param>
/// <param name="Duty">For which duty; null when no duty answers.</param>
/// <param name="Way">How.</param>
/// <param name="Step">By which step of the ladder, from 0.</param>
/// <param name="Why">For people.</param>
public sealed record EscalationTarget(Person? Person, Duty? Duty, Way Way, int Step, LocalizedText Why)
{
    /// <summary>Whom calls are gathered for; the same for a person whatever the duty.</summary>
    public string Id => Person is not null ? $"person:{Person.Id}" : $"duty:{Duty?.Id}";
}
