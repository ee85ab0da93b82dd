using System.Diagnostics.CodeAnalysis;

namespace Telemetry.Alerting.Incidents;

/// <summary>What became of a step.</summary>
/// <param name="Incident">After the step; unchanged when it was refused.</param>
/// <param name="Refusal">Null when the step was taken.</param>
public sealed record StepResult(Incident Incident, Refusal? Refusal)
{
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsTaken => Refusal is null;
}
