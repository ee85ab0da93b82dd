using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Notifications;

/// <summary>One call to one person in one way, about everything that they have to answer now.</summary>
/// <param name="Key">Stable over every attempt and every restart.</param>
/// <param name="Way">How.</param>
/// <param name="Person">Whom; null when nobody is known to hold the duty, and for a screen: then the role itself is called.</param>
/// <param name="Duty">For which duty.</param>
/// <param name="Incidents">What about, life safety first, then the most severe and oldest; at least one.</param>
/// <param name="Step">Step of the ladder of the first incident, from 1.</param>
/// <param name="Round">How often that step was repeated, from 0.</param>
/// <param name="Why">For people: why they of all are called now.</param>
internal sealed record PageCall(
    string Key, Way Way, Person? Person, Duty? Duty, IReadOnlyList<Incident> Incidents, int Step, int Round, LocalizedText Why);
