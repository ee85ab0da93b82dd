namespace Telemetry.Alerting.Rules;

/// <summary>How urgent an answer is. In files and interfaces: low (blue), medium (yellow), high (orange), critical (red).</summary>
public enum Severity : byte
{
    Low,
    Medium,
    High,
    Critical,
}
