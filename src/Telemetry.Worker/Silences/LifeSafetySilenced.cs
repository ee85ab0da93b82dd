using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Silences;

/// <summary>While a silence keeps life safety quiet, an incident says so; it calls nobody and stands in every list.</summary>
internal sealed class LifeSafetySilenced(SilenceDesk desk) : ISelfCheck
{
    public string Rule => SilenceDesk.LifeSafetyRule;

    public Severity Severity => Severity.Low;

    public LocalizedText Title { get; } = new("人身安全告警被静默", "Life safety is silenced");

    public LocalizedText Advice { get; } = new("核对静默是否仍有必要；不再需要时立即撤销。", "See whether the silence is still needed, and withdraw it as soon as it is not.");

    public string? Trouble()
    {
        KnownSilence[] found = [.. InForce];
        return found.Length == 0 ? null : string.Join("; ", found.Select(known => $"{known.Silence.Id} of {known.Silence.Owner} ({ScopeText.Of(known.Silence.Scope)}): {known.Silence.Reason}"));
    }

    /// <summary>The silences in force that keep life safety quiet.</summary>
    public IEnumerable<KnownSilence> InForce => desk.InForce.Where(known => known.HoldsLifeSafety);
}
