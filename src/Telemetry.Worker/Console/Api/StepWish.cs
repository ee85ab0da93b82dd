using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Console.Api;

/// <summary>What came with a step, from a program's body or a page's form, before it is checked.</summary>
internal readonly record struct StepWish(IncidentStep Step)
{
    public string? Note { get; init; }

    /// <summary>Of a hold its reason, of a resolution its cause.</summary>
    public string? Reason { get; init; }

    public string? To { get; init; }

    public string? Until { get; init; }

    public double? Minutes { get; init; }

    public int? Version { get; init; }
}
