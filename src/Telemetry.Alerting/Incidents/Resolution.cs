namespace Telemetry.Alerting.Incidents;

/// <summary>What an incident turned out to be, in the words of whoever was there.</summary>
public enum Resolution : byte
{
    /// <summary>It was real, and is dealt with.</summary>
    Resolved,

    /// <summary>There was nothing.</summary>
    FalseAlarm,
}
