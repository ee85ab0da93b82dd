namespace Telemetry.Alerting.Escalation;

/// <summary>Whom a step calls.</summary>
[Flags]
public enum LadderTargets : byte
{
    None = 0,

    /// <summary>Who holds the nearest duty now.</summary>
    Duty = 1,

    /// <summary>The deputies of every duty that the step calls.</summary>
    Deputies = 2,

    /// <summary>Who holds the next duty up the hierarchy of areas.</summary>
    NextLevel = 4,

    /// <summary>Who holds any duty up to the city's.</summary>
    AllLevels = 8,
}
