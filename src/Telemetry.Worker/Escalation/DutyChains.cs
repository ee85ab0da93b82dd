using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Escalation;

/// <summary>Who answers at one moment, each place looked up once.</summary>
internal sealed class DutyChains(IWhoAnswers desk)
{
    private readonly Dictionary<(string Area, string System), DutyChain> _found = [];

    public DutyChain Of(Incident incident, long wallMs)
    {
        if (!_found.TryGetValue((incident.AreaId, incident.SystemId), out DutyChain? chain))
            _found.Add((incident.AreaId, incident.SystemId), chain = desk.Find(incident.AreaId, incident.SystemId, wallMs));
        return chain;
    }

    /// <summary>
    /// The person that pages are for, and the duty. A page may have waited over a change of shifts: who is no longer on duty then is not
    /// called, and the role is.
    /// </summary>
    public (Person? Person, DutyLevel? Level) Find(IReadOnlyList<PageRow> pages, IReadOnlyList<Incident> incidents, long wallMs)
    {
        (Person? Person, DutyLevel? Level) role = (null, null);
        ILookup<string, PageRow> ofIncident = pages.ToLookup(page => page.Incident);
        foreach (Incident incident in incidents)
        {
            foreach (DutyLevel level in Of(incident, wallMs).Levels)
            {
                PageRow? page = ofIncident[incident.Id].FirstOrDefault(p => p.Duty == level.Duty.Id);
                if (page is null)
                    continue;
                if (page.Person is null)
                    return (null, level);
                if (level.Holders.Concat(level.Deputies).FirstOrDefault(p => p.Id == page.Person) is { } person)
                    return (person, level);
                role = (null, role.Level ?? level);
            }
        }

        return role;
    }
}
