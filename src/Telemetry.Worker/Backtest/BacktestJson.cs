using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Backtest;

/// <summary>Makes the answer for programs of a result.</summary>
internal static partial class BacktestJson
{
    public const int Version = 1;

    private static readonly JsonSerializerOptions Indented =
        new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(BacktestAnswer answer) => JsonSerializer.Serialize(answer, Indented);

    /// <param name="maximumListed">Incidents in each list; figures are of all.</param>
    public static BacktestAnswer Of(BacktestResult result, int maximumListed = int.MaxValue) => new(
        Version,
        Of(result.Recording, result.Before.Report.Period),
        result.Settings.Operators,
        result.Elapsed.TotalSeconds,
        Of(result.Before, maximumListed),
        result.After is null ? null : Of(result.After, maximumListed),
        result.Comparison is null ? null : Of(result.Comparison, maximumListed));

    /// <summary>The name of a reason for programs, such as <c>unknown-device</c>.</summary>
    public static string Label(SkipReason reason) => Words().Replace(reason.ToString(), "-").ToLowerInvariant();

    private static InputAnswer Of(RecordingFigures recording, ReportPeriod period) => new(
        TimeText.Rfc3339(period.FromMs), TimeText.Rfc3339(period.ToMs), recording.Records, recording.Bytes, recording.DamagedStretches, recording.DamagedBytes,
        recording.MissingRecords, recording.LetGoSegments, recording.WasSorted, recording.Outages, recording.OutageMs / 1000.0);

    private static LaneAnswer Of(LaneResult lane, int maximumListed)
    {
        BacktestReport report = lane.Report;
        return new LaneAnswer(
            lane.City, lane.Judged, [.. Skipped(lane.Skipped)], lane.Unheard, report.Alarms, report.StandingAtStart, report.StandingAtEnd, report.Dropped,
            report.PerOperatorHour, Of(report.PeakHour), Of(report.PeakTenMinutes), report.FloodShare,
            report.BySeverity.ToDictionary(pair => pair.Key.ToText(), pair => pair.Value),
            [.. report.Guidelines.Select(g => new GuidelineAnswer(g.Id, g.Title.Zh, g.Title.En, g.Value, g.Target, g.Verdict.ToString().ToLowerInvariant()))],
            [.. report.Rules.Select(r => new RuleAnswer(r.System, r.Kind, r.Rule, r.Severity.ToText(), r.Title.Zh, r.Title.En, r.Alarms, r.Devices, r.StandingMs / 1000.0, r.LongestMs / 1000.0, r.StandingAtEnd))],
            [.. report.Devices.Take(maximumListed).Select(d => new DeviceAnswer(d.Device, d.System, d.Alarms, d.MostByRule, d.MostAlarms))],
            [.. report.Floods.Take(maximumListed).Select(f => new FloodAnswer(TimeText.Rfc3339(f.BeginMs), TimeText.Rfc3339(f.EndMs), f.Alarms))],
            [.. report.Chattering.Take(maximumListed).Select(c => new ChatterAnswer(c.System, c.Rule, c.Device, c.Alarms, TimeText.Rfc3339(c.FirstMs)))],
            [.. report.Stale.Take(maximumListed).Select(incident => incident.Id)],
            [.. report.Incidents.Take(maximumListed).Select(Of)],
            Math.Max(0, report.Incidents.Count - maximumListed));
    }

    private static ComparisonAnswer Of(RuleSetComparison comparison, int maximumListed) => new(
        comparison.Same,
        [.. comparison.OnlyBefore.Take(maximumListed).Select(Of)],
        [.. comparison.OnlyAfter.Take(maximumListed).Select(Of)],
        [.. comparison.Shifted.Take(maximumListed).Select(s => new ShiftAnswer(Of(s.Before), Of(s.After), s.BeginShiftMs / 1000.0, s.EndShiftMs / 1000.0))],
        [.. comparison.Rules.Select(r => new RuleChange(r.System, r.Rule, r.Before, r.After))]);

    private static IEnumerable<SkippedAnswer> Skipped(SkipCounts skipped) => Enum.GetValues<SkipReason>()
        .Where(reason => skipped[reason] > 0)
        .Select(reason => new SkippedAnswer(
            Label(reason), skipped[reason], [.. skipped.Names.Where(name => name.Reason == reason).Select(name => new SkippedName(name.Name, name.Count, name.Nearest))]));

    private static PeakAnswer Of(Peak peak) => new(peak.Alarms, peak.Alarms == 0 ? null : TimeText.Rfc3339(peak.EndsAtMs));

    private static RuleIncident Of(Incident incident) => new(
        incident.Id, incident.SystemId, incident.RuleId, incident.DeviceId, incident.AreaId, incident.SiteId, incident.Severity.ToText(), incident.Title.Zh,
        incident.Title.En, TimeText.Rfc3339(incident.OpenedAtMs), incident.ClearedAtMs is { } at ? TimeText.Rfc3339(at) : null, incident.Value, incident.Occurrences);

    [GeneratedRegex("(?<!^)(?=[A-Z])")]
    private static partial Regex Words();
}
