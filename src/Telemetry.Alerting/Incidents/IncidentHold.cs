namespace Telemetry.Alerting.Incidents;

/// <summary>Why an open incident calls nobody now: shelved, suppressed by design, or out of service.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Owner">The principal who answers for it; <c>calendar</c> for planned maintenance, <c>rules</c> for suppression by design.</param>
/// <param name="UntilMs">Unix milliseconds; null when something else than time ends it.</param>
/// <param name="Source">The id of the silence or maintenance behind it; null when the incident itself was shelved.</param>
public sealed record IncidentHold(string Reason, string Owner, long? UntilMs, string? Source);
