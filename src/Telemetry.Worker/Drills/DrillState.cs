namespace Telemetry.Worker.Drills;

/// <summary>What became of a test call.</summary>
public enum DrillState : byte
{
    /// <summary>It waits for an answer.</summary>
    Running,

    /// <summary>A person answered in time.</summary>
    Answered,

    /// <summary>Nobody answered in time.</summary>
    Missed,

    /// <summary>A person answered, but too late.</summary>
    Late,

    /// <summary>There was nobody to call, or no channel to call them by.</summary>
    Uncalled,
}
