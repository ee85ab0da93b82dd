namespace Telemetry.Alerting.Escalation;

/// <summary>
/// How far an incident has climbed its ladder. Immutable. Times are steady milliseconds: a clock that goes on while the
/// process is down and that no step of the wall clock moves, so that they can only be compared with each other.
/// </summary>
public sealed record EscalationState
{
    /// <summary>The id of the incident.</summary>
    public required string Incident { get; init; }

    /// <summary>The id of the ladder that it began to climb.</summary>
    public required string Ladder { get; init; }

    public required EscalationPhase Phase { get; init; }

    /// <summary>The step that is due next, from 0; the number of steps when all were taken and the last one is repeated.</summary>
    public required int Step { get; init; }

    /// <summary>How often the last step was repeated.</summary>
    public int Round { get; init; }

    /// <summary>What the ladder's times count from.</summary>
    public required long BeganMs { get; init; }

    /// <summary>When a person answered; null until one does.</summary>
    public long? AnsweredMs { get; init; }

    /// <summary>When something has to be done next; null when only people can change anything.</summary>
    public long? DueMs { get; init; }

    /// <summary>True from the step that put it on the centre's screen until somebody answers.</summary>
    public bool OnScreen { get; init; }

    /// <summary>True while people are called.</summary>
    public bool IsCalling => Phase is EscalationPhase.Answer or EscalationPhase.Arrival;
}
