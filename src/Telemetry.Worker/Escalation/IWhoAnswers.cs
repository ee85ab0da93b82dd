using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Escalation;

/// <summary>Knows whom to call for an incident.</summary>
internal interface IWhoAnswers
{
    /// <summary>Who answers for a system in an area at a moment, the nearest duty first.</summary>
    DutyChain Find(string areaId, string systemId, long atMs);

    /// <summary>The ladder of an incident; null when nobody is to be called.</summary>
    Ladder? LadderOf(Incident incident);
}
