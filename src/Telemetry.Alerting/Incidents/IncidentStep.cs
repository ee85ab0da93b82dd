namespace Telemetry.Alerting.Incidents;

/// <summary>What people do with an incident.</summary>
public enum IncidentStep : byte
{
    /// <summary>Somebody answers.</summary>
    Acknowledge,

    /// <summary>Somebody is there.</summary>
    OnSite,

    /// <summary>It was real, and is dealt with.</summary>
    Resolve,

    /// <summary>There was nothing.</summary>
    FalseAlarm,

    /// <summary>It calls nobody for a time.</summary>
    Shelve,

    /// <summary>It calls people again.</summary>
    Unshelve,

    /// <summary>Its device is being worked on: it calls nobody.</summary>
    OutOfService,

    /// <summary>Its device works again.</summary>
    Return,

    /// <summary>Somebody is given it, or takes it.</summary>
    Assign,

    /// <summary>Whoever has it gives it to another one.</summary>
    HandOver,

    /// <summary>Somebody says something.</summary>
    Comment,
}
