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

    /// <summary>Nobody has answered it, or taken it on.</summary>
    NotAcknowledged,

    /// <summary>The condition is over.</summary>
    Over,

    /// <summary>It is shelved, suppressed by design or out of service.</summary>
    Held,

    /// <summary>It is not held back in the way that the step would end.</summary>
    NotHeld,

    /// <summary>It is held back by something larger than itself, such as a silence: that has to be ended.</summary>
    HeldElsewhere,

    /// <summary>Somebody else is there already.</summary>
    AlreadyOnSite,

    /// <summary>Somebody else has said what it turned out to be.</summary>
    AlreadyResolved,

    /// <summary>Longer than <see cref="Refusal.Limit"/> allows.</summary>
    TooLong,

    /// <summary>It endangers life and has been quiet already: see <see cref="LifeSafetyQuiet"/>. <see cref="Refusal.Limit"/> is what is left.</summary>
    QuietTooLong,

    /// <summary>It would end before it begins.</summary>
    Past,
}
