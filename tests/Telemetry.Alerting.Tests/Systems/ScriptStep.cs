using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>A reading, or an event, or an input.</summary>
internal sealed record ScriptStep(long AtMs, string Device, IReadOnlyList<(string Name, object Value)> Values)
{
    public string? Event { get; init; }

    public InputRecord? Input { get; init; }

    /// <summary>How much later it is received than it was measured.</summary>
    public long DelayMs { get; init; }

    /// <summary>True when it brings no values at all.</summary>
    public bool IsEmpty { get; init; }

    public bool IsReading => Event is null && Input is null;

    public long ReceivedAtMs => AtMs + DelayMs;
}
