using System.Globalization;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Backtest;

/// <summary>Puts the figures of a report beside those of ISA-18.2 and EEMUA 191.</summary>
internal static class Judge
{
    /// <summary>Below this an hourly rate says nothing.</summary>
    private const long LeastPeriodMs = 3_600_000;

    /// <summary>With fewer alarms a distribution over severities says nothing.</summary>
    private const int LeastAlarms = 20;

    public static IReadOnlyList<Guideline> Of(BacktestReport report, AlarmTargets targets)
    {
        bool isLong = report.Period.LengthMs >= LeastPeriodMs;
        double peakHour = (double)report.PeakHour.Alarms / report.Operators;
        double peakTen = (double)report.PeakTenMinutes.Alarms / report.Operators;
        double high = Share(report, Severity.High) + Share(report, Severity.Critical);
        double medium = Share(report, Severity.Medium);
        bool isMany = report.Alarms >= LeastAlarms;
        return
        [
            new("average-rate", new("每名值班员每小时平均报警数", "alarms per operator and hour, average"), report.PerOperatorHour,
                Text($"<= {targets.AcceptablePerHour} (<= {targets.ManageablePerHour})"), false,
                isLong ? Grade(report.PerOperatorHour, targets.AcceptablePerHour, targets.ManageablePerHour) : Verdict.Unknown),
            new("peak-hour", new("每名值班员最忙一小时", "alarms per operator in the busiest hour"), peakHour,
                Text($"<= {targets.ManageablePerHour} (< {targets.FloodPerHour})"), false,
                Grade(peakHour, targets.ManageablePerHour, Math.BitDecrement(targets.FloodPerHour))),
            new("peak-ten-minutes", new("每名值班员最忙十分钟", "alarms per operator in the busiest ten minutes"), peakTen,
                Text($"<= {targets.FloodStart}"), false, Grade(peakTen, targets.FloodStart, targets.FloodStart)),
            new("flood-share", new("报警泛滥时间占比", "share of time in flood"), report.FloodShare,
                Text($"< {targets.FloodShare:P0}"), true, report.FloodShare < targets.FloodShare ? Verdict.Good : Verdict.Poor),
            new("chattering", new("抖动报警", "chattering alarms (rule and device)"), report.Chattering.Count, "0", false, Grade(report.Chattering.Count, 0, 0)),
            new("stale", new("同时滞留报警(最多)", "stale alarms at one time, at most"), report.StalePeak,
                Text($"< {targets.StaleFewerThan}"), false, report.StalePeak < targets.StaleFewerThan ? Verdict.Good : Verdict.Poor),
            new("share-low", new("低级别占比", "share of severity low"), Share(report, Severity.Low),
                Text($"about {1 - targets.MediumShare - targets.HighShare:P0}"), true,
                isMany ? Grade(1 - Share(report, Severity.Low), targets.MediumShare + targets.HighShare, 2 * (targets.MediumShare + targets.HighShare)) : Verdict.Unknown),
            new("share-medium", new("中级别占比", "share of severity medium"), medium,
                Text($"about {targets.MediumShare:P0}"), true, isMany ? Grade(medium, targets.MediumShare, 2 * targets.MediumShare) : Verdict.Unknown),
            new("share-high", new("高和危急级别占比", "share of severities high and critical"), high,
                Text($"about {targets.HighShare:P0}"), true, isMany ? Grade(high, targets.HighShare, 2 * targets.HighShare) : Verdict.Unknown),
        ];
    }

    private static Verdict Grade(double value, double good, double tolerable) =>
        value <= good ? Verdict.Good : value <= tolerable ? Verdict.Tolerable : Verdict.Poor;

    private static double Share(BacktestReport report, Severity severity) =>
        report.Alarms == 0 ? 0 : (double)report.BySeverity.Single(pair => pair.Key == severity).Value / report.Alarms;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
