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
}
