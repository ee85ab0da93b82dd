using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Duties;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// Tells whoever is given an incident that they have it now, whatever duty they stand in or none. A user who is no person of
/// people.yaml cannot be called, and reads it in the console.
/// </summary>
internal sealed class GivenIncident(DutyDesk duties, PageForm pages, TimeProvider time) : IIncidentFollower
{
    public void Follow(SqliteConnection connection, Incident? before, Incident incident)
    {
        if (!incident.IsOpen || incident.AssignedTo is not { } to || before is null || before.AssignedTo == to)
            return;
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        DutyLevel? level = duties.Find(incident.AreaId, incident.SystemId, nowMs).Levels.FirstOrDefault(each => InLevel(each, to) is not null);
        if ((level is null ? duties.Finder.Roster.Find(to) : InLevel(level, to)) is not { } person)
            return;
        var call = new PageCall(
            $"{incident.Id}/given/{incident.Version}", Way.App, person, level?.Duty, [incident], Step: 1, Round: 0,
            new LocalizedText("本告警已转交给您", "this incident was given to you"));
        foreach (OutboxEntry entry in pages.Entries(call, nowMs))
            Outbox.Put(connection, entry);
    }

    private static Person? InLevel(DutyLevel level, string id) => level.Holders.Concat(level.Deputies).FirstOrDefault(person => person.Id == id);
}
