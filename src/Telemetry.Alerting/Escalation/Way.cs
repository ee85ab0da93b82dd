namespace Telemetry.Alerting.Escalation;

/// <summary>How a person is reached. Which channel carries it is an option of the worker; a ladder names ways only.</summary>
public enum Way : byte
{
    /// <summary>A voice call: it wakes somebody.</summary>
    Call,

    /// <summary>A message in an app.</summary>
    App,

    /// <summary>A short message.</summary>
    Sms,

    /// <summary>The screen of the centre of the area, until somebody answers. It is nobody's telephone: it needs no person.</summary>
    Screen,
}
