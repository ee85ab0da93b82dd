using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Access;

/// <summary>
/// Whether an incident is there for somebody: outside of the own areas there is none, but a step that somebody wanted to take
/// there is written down.
/// </summary>
internal sealed class IncidentAccess(AlertDatabase database, CityInForce city, RefusalAudit refusals)
{
    /// <param name="context">The request for a step.</param>
    /// <param name="id">The incident.</param>
    /// <param name="action">The step, as the audit log names it.</param>
    /// <returns>False also when there is no such incident.</returns>
    public bool MaySee(HttpContext context, string id, string action)
    {
        if (database.Read(connection => IncidentStore.Find(connection, id)) is not { } incident)
            return false;
        if (Rights.Covers(context.User, city.City, incident.AreaId))
            return true;
        refusals.Add(AddressLimit.Key(context.Connection.RemoteIpAddress), context.User.Identity!.Name!, action, id, $"refused: area {incident.AreaId} is not theirs");
        return false;
    }
}
