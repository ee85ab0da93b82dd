namespace Telemetry.Worker.Quarantine;

/// <summary>What comes of a message that is tried again.</summary>
internal enum ReplayOutcome
{
    /// <summary>It is understood now and becomes ordinary records.</summary>
    Taken,

    /// <summary>It is refused again and stays, with the reason of now.</summary>
    Refused,

    /// <summary>It was taken earlier; it is not taken twice.</summary>
    AlreadyReplayed,

    /// <summary>A status, a reply or a command: they say how things were at that moment, and that is over.</summary>
    NotReplayable,

    /// <summary>There is no message with this number, or no longer.</summary>
    NotFound,
}
