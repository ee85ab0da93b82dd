using Telemetry.Alerting.Silences;

namespace Telemetry.Worker.Silences;

/// <summary>What became of an order.</summary>
/// <param name="Silence">As it is now; null when there is none.</param>
/// <param name="Status">200 or 201, or the status of the refusal.</param>
/// <param name="Mistake">Why it was refused; null when it was not.</param>
internal sealed record SilenceOutcome(Silence? Silence, int Status, string? Mistake)
{
    public static SilenceOutcome Taken(Silence silence, int status = StatusCodes.Status200OK) => new(silence, status, null);

    public static SilenceOutcome Refused(int status, string mistake, Silence? silence = null) => new(silence, status, mistake);
}
