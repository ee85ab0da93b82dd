namespace Telemetry.Worker.Alerts;

/// <summary>As much of an incident whose condition stands as it takes to see what explains what.</summary>
internal sealed class StandingIncident
{
    public string Id { get; set; } = "";

    public string Device { get; set; } = "";

    public string Rule { get; set; } = "";

    public string State { get; set; } = "";

    public bool LifeSafety { get; set; }
}
