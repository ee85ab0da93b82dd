using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Backtest;

public sealed class ReportBuilderTests
{
    [Fact]
    public void Build_KnownHistory_CountsByRuleDeviceAndSeverity()
    {
        var report = new History()
            .Add(0, 600, "low").Add(1_000, 1_300, "low").Add(2_000, 2_060, "low", "s-2").Add(3_000, null, "high")
            .Add(4_000, 4_600, device: "cam-1")
            .Report(10_000);

        Assert.Equal((5, 0, 1, 0L), (report.Alarms, report.StandingAtStart, report.StandingAtEnd, report.Dropped));
        Assert.Equal(
            ["critical 1", "high 1", "medium 0", "low 3"], report.BySeverity.Select(pair => $"{pair.Key.ToText()} {pair.Value}"));
        Assert.Equal(
            ["low 3 in 2: 960 s, longest 600 s, 0 at end", "high 1 in 1: 7000 s, longest 7000 s, 1 at end", "critical 1 in 1: 600 s, longest 600 s, 0 at end", "medium 0 in 0: 0 s, longest 0 s, 0 at end"],
            report.Rules.Select(rule => $"{rule.Rule} {rule.Alarms} in {rule.Devices}: {rule.StandingMs / 1000} s, longest {rule.LongestMs / 1000} s, {rule.StandingAtEnd} at end"));
        Assert.Equal([new DeviceFigures("s-1", "test", 3, "low", 2), new DeviceFigures("cam-1", "test", 1, "critical", 1), new DeviceFigures("s-2", "test", 1, "low", 1)], report.Devices);
    }

    [Fact]
    public void Build_RaisedBefore_StandsButIsNoAlarm()
    {
        var report = new History().Add(-500, 100).Add(-500, -100, device: "s-2").Add(9_000, 20_000).Report(10_000);

        Assert.Equal((1, 1, 1), (report.Alarms, report.StandingAtStart, report.StandingAtEnd));
        Assert.Equal(1_100_000, report.Rules.Single(rule => rule.Rule == "low").StandingMs);
        Assert.Equal(2, report.Incidents.Count);
    }

    [Fact]
    public void Build_RaisedAtTheEnd_IsOutside() => Assert.Equal(1, new History().Add(0, 1).Add(10_000).Report(10_000).Alarms);

    [Theory]
    [InlineData(24 * 6, 1, 6.0, Verdict.Good)]
    [InlineData((24 * 6) + 1, 1, 6.0416666666666670, Verdict.Tolerable)]
    [InlineData(24 * 12, 1, 12.0, Verdict.Tolerable)]
    [InlineData(24 * 13, 1, 13.0, Verdict.Poor)]
    [InlineData(24 * 12, 2, 6.0, Verdict.Good)]
    public void Build_Day_JudgesTheAverageRate(int alarms, int operators, double rate, Verdict verdict)
    {
        var report = new History().Add(alarms, 0, 24 * 3600.0 / alarms).Report(operators: operators);

        Assert.Equal(rate, report.PerOperatorHour, 12);
        Assert.Equal((report.PerOperatorHour, verdict), (Guideline(report, "average-rate").Value, Guideline(report, "average-rate").Verdict));
    }

    [Theory]
    [InlineData(12, Verdict.Good)]
    [InlineData(29, Verdict.Tolerable)]
    [InlineData(30, Verdict.Poor)]
    public void Build_BusyHour_JudgesThePeak(int alarms, Verdict verdict)
    {
        var report = new History().Add(alarms, 36_000, 3_600.0 / alarms).Report();

        Assert.Equal(alarms, report.PeakHour.Alarms);
        Assert.Equal(verdict, Guideline(report, "peak-hour").Verdict);
    }

    [Fact]
    public void Build_Flood_ShareIsOfThePeriod()
    {
        var report = new History().Add(11, 0, 30).Report(4_800);

        Assert.Equal(0.1, report.FloodShare, 12);
        Assert.Equal(Verdict.Poor, Guideline(report, "flood-share").Verdict);
        Assert.Equal(11, report.PeakTenMinutes.Alarms);
        Assert.Equal(Verdict.Poor, Guideline(report, "peak-ten-minutes").Verdict);
    }

    [Fact]
    public void Build_ThreeOccurAndClearInAMinute_IsChattering()
    {
        var report = new History()
            .Add(0, 5).Add(20, 25).Add(40, 60)
            .Add(0, 5, device: "s-2").Add(20, 25, device: "s-2").Add(40, 61, device: "s-2")
            .Add(0, 5, "medium").Add(20, 25, "medium").Add(40, null, "medium")
            .Report();

        Assert.Equal(new ChatterFigures("test", "low", "s-1", 3, History.StartMs), Assert.Single(report.Chattering));
        Assert.Equal((1, Verdict.Poor), (Guideline(report, "chattering").Value, Guideline(report, "chattering").Verdict));
    }

    [Fact]
    public void Build_ChatterGoesOn_CountsEachAlarmOnce()
    {
        var history = new History();
        for (int i = 0; i < 7; i++)
        {
            history.Add(i * 20, (i * 20) + 5);
        }

        Assert.Equal(7, Assert.Single(history.Add(1_000, 1_001).Report().Chattering).Alarms);
    }

    [Fact]
    public void Build_StandingADay_IsStaleAndCountedTogether()
    {
        const int day = 86_400;
        var history = new History().Add(0, day).Add(0, day - 1).Add(day, null, "medium").Add(10, (2 * day) + 5, "high");

        var report = history.Report(3 * day);

        // 0..day is stale for a moment only, before the others.
        Assert.Equal([0, 10, day], report.Stale.Select(incident => (incident.OpenedAtMs - History.StartMs) / 1000));
        Assert.Equal((2, Verdict.Good), (report.StalePeak, Guideline(report, "stale").Verdict));
    }

    [Fact]
    public void Build_FiveStale_IsPoor()
    {
        var history = new History();
        foreach (string device in (string[])["s-1", "s-2", "s-3"])
        {
            history.Add(-80_000, null, "low", device).Add(-80_000, null, "medium", device);
        }

        var report = history.Report(7_200);

        Assert.Equal(6, report.StalePeak);
        Assert.Equal(Verdict.Poor, Guideline(report, "stale").Verdict);
    }

    [Theory]
    [InlineData(80, 15, 5, Verdict.Good, Verdict.Good, Verdict.Good)]
    [InlineData(65, 25, 10, Verdict.Tolerable, Verdict.Tolerable, Verdict.Tolerable)]
    [InlineData(20, 40, 40, Verdict.Poor, Verdict.Poor, Verdict.Poor)]
    [InlineData(8, 1, 1, Verdict.Unknown, Verdict.Unknown, Verdict.Unknown)]
    public void Build_Severities_AreJudgedAgainst80And15And5(int low, int medium, int high, Verdict lows, Verdict mediums, Verdict highs)
    {
        var report = new History().Add(low, 0, 100).Add(medium, 10, 100, "medium").Add(high, 20, 100, "high").Report();

        Assert.Equal((lows, mediums, highs), (Guideline(report, "share-low").Verdict, Guideline(report, "share-medium").Verdict, Guideline(report, "share-high").Verdict));
        Assert.Equal((double)high / (low + medium + high), Guideline(report, "share-high").Value, 12);
    }

    [Fact]
    public void Build_LessThanAnHour_SaysNothingOfTheRate() =>
        Assert.Equal(Verdict.Unknown, Guideline(new History().Add(5, 0, 1).Report(3_599), "average-rate").Verdict);

    [Fact]
    public void Build_NothingRecorded_HasNoFigures()
    {
        var report = new History().Report(0);

        Assert.Equal((0, 0.0, 0.0, 0), (report.Alarms, report.PerOperatorHour, report.FloodShare, report.PeakHour.Alarms));
        Assert.Empty(report.Incidents);
    }

    private static Guideline Guideline(BacktestReport report, string id) => report.Guidelines.Single(guideline => guideline.Id == id);
}
