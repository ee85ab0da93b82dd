using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Backtest;

/// <summary>Makes a report of incidents. Pure.</summary>
public static class ReportBuilder
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    /// <param name="ledger">The incidents of the replay.</param>
    /// <param name="rules">The rules that are listed, also when they were never raised.</param>
    /// <param name="operators">At least 1.</param>
    public static BacktestReport Build(IncidentLedger ledger, IReadOnlyCollection<Rule> rules, ReportPeriod period, int operators, AlarmTargets targets)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentOutOfRangeException.ThrowIfLessThan(operators, 1);
        Incident[] incidents = [.. ledger.Incidents.Where(incident => IsIn(incident, period)).OrderBy(incident => incident.OpenedAtMs)];
        Incident[] alarms = [.. incidents.Where(incident => incident.OpenedAtMs >= period.FromMs)];
        long[] times = [.. alarms.Select(alarm => alarm.OpenedAtMs)];
        var floods = AlarmRates.Floods(times, targets, operators, period.ToMs);
        Incident[] stale = [.. incidents.Where(incident => StoodMs(incident, period) >= targets.StaleAfter.TotalMilliseconds)];
        var report = new BacktestReport
        {
            Period = period,
            Operators = operators,
            Incidents = incidents,
            Alarms = alarms.Length,
            StandingAtStart = incidents.Length - alarms.Length,
            StandingAtEnd = incidents.Count(incident => Stands(incident, period)),
            Dropped = ledger.Dropped,
            BySeverity = [.. Enum.GetValues<Severity>().OrderDescending().Select(severity => KeyValuePair.Create(severity, alarms.Count(alarm => alarm.Severity == severity)))],
            Rules = OfRules(incidents, rules, period),
            Devices = OfDevices(alarms),
            PerOperatorHour = period.LengthMs == 0 ? 0 : alarms.Length / period.Hours / operators,
            PeakHour = AlarmRates.PeakOf(times, Hour),
            PeakTenMinutes = AlarmRates.PeakOf(times, TenMinutes),
            Floods = floods,
            FloodShare = period.LengthMs == 0 ? 0 : floods.Sum(flood => (double)(flood.EndMs - flood.BeginMs)) / period.LengthMs,
            Chattering = ChatterSearch.Run(alarms, targets),
            Stale = stale,
            StalePeak = StalePeak(stale, period, targets),
            Guidelines = [],
        };
        return report with { Guidelines = Judge.Of(report, targets) };
    }

    private static bool IsIn(Incident incident, ReportPeriod period) =>
        incident.OpenedAtMs < period.ToMs && (incident.OpenedAtMs >= period.FromMs || incident.ClearedAtMs is not { } end || end > period.FromMs);

    private static bool Stands(Incident incident, ReportPeriod period) => incident.ClearedAtMs is not { } end || end >= period.ToMs;

    /// <summary>From its beginning, also before the period: an alarm is as stale as it is old.</summary>
    private static long StoodMs(Incident incident, ReportPeriod period) => EndMs(incident, period) - incident.OpenedAtMs;

    private static long EndMs(Incident incident, ReportPeriod period) => Math.Min(incident.ClearedAtMs ?? long.MaxValue, period.ToMs);

    private static List<RuleFigures> OfRules(Incident[] incidents, IReadOnlyCollection<Rule> rules, ReportPeriod period)
    {
        var byRule = incidents.ToLookup(incident => (incident.SystemId, incident.RuleId));
        var figures = new List<RuleFigures>();
        // Two kinds of a system may have rules of one name; an incident does not say its kind, so they are one line.
        foreach (var group in rules.GroupBy(rule => (System: rule.Kind.System.Id, rule.Id)))
        {
            var rule = group.First();
            Incident[] own = [.. byRule[group.Key]];
            figures.Add(new RuleFigures(
                group.Key.System,
                string.Join(", ", group.Select(each => each.Kind.Id)),
                group.Key.Id,
                rule.Severity,
                rule.Title,
                own.Count(incident => incident.OpenedAtMs >= period.FromMs),
                own.Where(incident => incident.OpenedAtMs >= period.FromMs).Select(incident => incident.DeviceId).Distinct().Count(),
                own.Sum(incident => period.Overlap(incident.OpenedAtMs, EndMs(incident, period))),
                own.Select(incident => period.Overlap(incident.OpenedAtMs, EndMs(incident, period))).DefaultIfEmpty().Max(),
                own.Count(incident => Stands(incident, period))));
        }

        return [.. figures.OrderByDescending(rule => rule.Alarms).ThenByDescending(rule => rule.StandingMs).ThenBy(rule => rule.System, StringComparer.Ordinal).ThenBy(rule => rule.Rule, StringComparer.Ordinal)];
    }

    private static List<DeviceFigures> OfDevices(Incident[] alarms) =>
    [
        .. alarms.GroupBy(alarm => alarm.DeviceId)
            .Select(device =>
            {
                var most = device.GroupBy(alarm => alarm.RuleId).OrderByDescending(rule => rule.Count()).ThenBy(rule => rule.Key, StringComparer.Ordinal).First();
                return new DeviceFigures(device.Key, device.First().SystemId, device.Count(), most.Key, most.Count());
            })
            .OrderByDescending(device => device.Alarms).ThenBy(device => device.Device, StringComparer.Ordinal),
    ];

    private static int StalePeak(Incident[] stale, ReportPeriod period, AlarmTargets targets)
    {
        long afterMs = (long)targets.StaleAfter.TotalMilliseconds;
        int now = 0;
        int peak = 0;
        // One that ends in the moment in which another becomes stale is not stale with it.
        foreach (var (_, step) in stale.SelectMany(incident => new[] { (At: incident.OpenedAtMs + afterMs, Step: 1), (At: Math.Max(EndMs(incident, period), incident.OpenedAtMs + afterMs + 1), Step: -1) })
            .OrderBy(change => change.At).ThenBy(change => change.Step))
        {
            now += step;
            peak = Math.Max(peak, now);
        }

        return peak;
    }
}
