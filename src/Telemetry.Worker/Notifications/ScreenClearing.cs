using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// Takes an incident off the screens when somebody has answered it, was on site, resolved or held it, or it is closed: in the transaction
/// of that step, so that no screen goes on alarming for what is answered, and none is cleared for what is not.
/// </summary>
internal sealed class ScreenClearing(TimeProvider time) : IIncidentFollower
{
    /// <summary>The state of an entry whose incident is off the screen.</summary>
    public const string Answered = "answered";

    /// <summary>A broker that is away for long comes back with what it retained; what clears it waits that long.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public void Follow(SqliteConnection connection, Incident? before, Incident incident)
    {
        if (before is null || !IsAnswer(before, incident))
            return;
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (string target in Shown(connection, incident.Id))
        {
            Outbox.Put(connection, new OutboxEntry(
                $"{target}/{incident.Version}/clear", ChannelName.Mqtt, incident.Id, target, "", nowMs, nowMs + (long)Lifetime.TotalMilliseconds, Urgent: incident.LifeSafety));
        }

        connection.Execute(
            "UPDATE outbox SET state = @answered, finished_at = @nowMs WHERE incident = @Id AND target LIKE 'screen/%' AND body <> '' AND state <> @answered",
            new { incident.Id, nowMs, answered = Answered });
    }

    private static bool IsAnswer(Incident before, Incident incident) =>
        incident.AcknowledgedAtMs != before.AcknowledgedAtMs || incident.OnSiteAtMs != before.OnSiteAtMs || incident.ResolvedAtMs != before.ResolvedAtMs
        || (incident.Hold is not null && before.Hold is null) || (!incident.IsOpen && before.IsOpen);

    /// <summary>Also what was given up or taken back: an attempt of it may have reached the broker all the same.</summary>
    private static List<string> Shown(SqliteConnection connection, string incidentId) => connection.Query<string>(
        "SELECT DISTINCT target FROM outbox WHERE incident = @incidentId AND target LIKE 'screen/%' AND body <> '' AND state <> @answered",
        new { incidentId, answered = Answered }).AsList();
}
