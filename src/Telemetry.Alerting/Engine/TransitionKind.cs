namespace Telemetry.Alerting.Engine;

/// <summary>What happened to a condition.</summary>
public enum TransitionKind : byte
{
    Raised,

    /// <summary>A further event was merged into a standing condition.</summary>
    Changed,
    Cleared,
}
