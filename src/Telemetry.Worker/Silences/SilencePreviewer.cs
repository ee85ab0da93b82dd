using Dapper;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Silences;

/// <summary>Tells what a silence would catch, by the same comparison that will catch it.</summary>
internal sealed class SilencePreviewer(AlertDatabase database, CityInForce city, SilenceOptions options)
{
    public SilencePreview Of(Silence silence, long nowMs)
    {
        City now = city.City;
        var known = new KnownSilence(silence, now);
        Device[] devices = [.. now.Devices.Where(known.Matcher.Matches)];
        RuleDefinition[] rules = [.. devices.Select(device => device.Kind).Distinct().SelectMany(kind => kind.Rules).Where(known.Matcher.Matches)];
        (IReadOnlyList<Incident> open, (long All, long LifeSafety) recent) = database.Read(connection => (
            IncidentStore.List(connection, IncidentStates.Open, int.MaxValue),
            Recent(connection, known, nowMs - options.PreviewDays * (long)TimeSpan.FromDays(1).TotalMilliseconds)));
        Incident[] caught = [.. open.Where(incident => incident.RuleId != SilenceDesk.LifeSafetyRule && known.Catches(incident))];
        Incident[] held = Array.FindAll(caught, SilenceDesk.IsUnanswered);
        return new SilencePreview(
            held, caught.Length - held.Length, devices, Ids(rules), Ids(rules.Where(rule => rule.LifeSafety)), silence.CatchesLifeSafety,
            options.PreviewDays, recent.All, recent.LifeSafety);
    }

    private static string[] Ids(IEnumerable<RuleDefinition> rules) => [.. rules.Select(rule => rule.Id.Value).Distinct().Order(StringComparer.Ordinal)];

    private static (long All, long LifeSafety) Recent(Microsoft.Data.Sqlite.SqliteConnection connection, KnownSilence known, long sinceMs)
    {
        long all = 0, lifeSafety = 0;
        foreach ((string area, string system, string site, string device, string rule, bool isLifeSafety, long count) in connection.Query<(string, string, string, string, string, bool, long)>(
            """
            SELECT area, system, site, device, rule, life_safety, count(*) FROM incident
            WHERE opened_at >= @sinceMs GROUP BY area, system, site, device, rule, life_safety
            """,
            new { sinceMs }))
        {
            bool isCaught = (!isLifeSafety || known.Silence.CatchesLifeSafety) && rule != SilenceDesk.LifeSafetyRule
                && known.Matcher.Catches(area, system, site, device, rule);
            all += isCaught ? count : 0;
            lifeSafety += isCaught && isLifeSafety ? count : 0;
        }

        return (all, lifeSafety);
    }
}
