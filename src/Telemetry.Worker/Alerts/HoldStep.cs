using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Alerts;

/// <summary>A step of an incident's life that the worker takes by itself.</summary>
/// <param name="Before">The incident as it is.</param>
/// <param name="After">As it shall be.</param>
/// <param name="Who">A principal or a part of the worker, for the history.</param>
/// <param name="What">A word of <see cref="StepWord"/>.</param>
/// <param name="Detail">More of it, for people.</param>
internal sealed record HoldStep(Incident Before, Incident After, string Who, string What, string? Detail);
