namespace Telemetry.Alerting.Incidents;

/// <summary>Why a step was not taken.</summary>
public enum RefusalReason : byte
{
    /// <summary>Somebody else was first.</summary>
    AlreadyAcknowledged,

    /// <summary>It is over and answered.</summary>
    Closed,

    /// <summary>It has changed since the one who asks looked at it.</summary>
    VersionConflict,

    /// <summary>Nobody has answered it, so there is nothing to say again.</summary>
    NotAcknowledged,

    /// <summary>The condition is over.</summary>
    Over,

    /// <summary>It is shelved, suppressed by design or out of service.</summary>
    Held,

    /// <summary>It is neither shelved nor suppressed by design nor out of service.</summary>
    NotHeld,
}
