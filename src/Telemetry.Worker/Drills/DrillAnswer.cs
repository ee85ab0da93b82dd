namespace Telemetry.Worker.Drills;

/// <summary>What became of an answer.</summary>
/// <param name="Outcome">Whether it counts.</param>
/// <param name="Drill">As it is now; null when there is none.</param>
internal sealed record DrillAnswer(DrillAnswerOutcome Outcome, Drill? Drill);

/// <summary>Whether an answer counts.</summary>
internal enum DrillAnswerOutcome : byte
{
    Taken,

    /// <summary>There is no such test call.</summary>
    Unknown,

    /// <summary>Somebody was first.</summary>
    AlreadyAnswered,

    /// <summary>It did not call whoever answers, and they are no operator.</summary>
    NotCalled,
}
