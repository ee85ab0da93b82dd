namespace Telemetry.Alerting.Escalation;

/// <summary>What an escalation waits for.</summary>
public enum EscalationPhase : byte
{
    /// <summary>A person who answers; people are called until then.</summary>
    Answer,

    /// <summary>Whoever answered, to be on site; nobody is called.</summary>
    OnSite,

    /// <summary>Somebody on site: whoever answered did not come in time, and people are called again.</summary>
    Arrival,

    /// <summary>The end of the condition, which was answered; when it stands too long it alarms anew.</summary>
    ReAlarm,
}
