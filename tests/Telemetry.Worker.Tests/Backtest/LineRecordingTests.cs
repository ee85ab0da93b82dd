using Telemetry.Worker.Backtest;

namespace Telemetry.Worker.Tests.Backtest;

public sealed class LineRecordingTests : IDisposable
{
    private static readonly double[] LowForAWhile = [0.8, 0.2, 0.2, 0.2, 0.8, 0.8];

    private readonly TestBacktest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Replay_InOrder_RaisesAndClears()
    {
        var result = _test.Run(TestBacktest.Pressures(0, 10, LowForAWhile));

        Assert.Equal(["low hs-1 30..40"], TestBacktest.Episodes(result));
        Assert.Equal((6L, 6L, false), (result.Recording.Records, result.Before.Judged, result.Recording.WasSorted));
        Assert.Equal((TestBacktest.StartMs, TestBacktest.StartMs + 50_001), (result.Before.Report.Period.FromMs, result.Before.Report.Period.ToMs));
    }

    [Theory]
    [InlineData("data.lp.gz")]
    [InlineData("compressed-without-saying.gz.lp.gz")]
    public void Replay_Compressed_IsTheSame(string name) =>
        Assert.Equal(["low hs-1 30..40"], TestBacktest.Episodes(_test.Run(TestBacktest.Pressures(0, 10, LowForAWhile), name: name)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replay_ImplausibleTimes_AreCountedAndDoNotStretchThePeriod(bool isInOrder)
    {
        string[] lines = [.. TestBacktest.Pressures(0, 10, LowForAWhile)];
        if (!isInOrder)
            Array.Reverse(lines);

        var result = _test.Run([$"{TestBacktest.Station1} pressure=0.1 1795", .. lines, $"{TestBacktest.Station1} pressure=0.1 4102444800000000000"]);

        Assert.Equal(["low hs-1 30..40"], TestBacktest.Episodes(result));
        Assert.Equal((TestBacktest.StartMs, TestBacktest.StartMs + 50_001), (result.Before.Report.Period.FromMs, result.Before.Report.Period.ToMs));
        Assert.Equal((2L, !isInOrder), (result.Before.Skipped[SkipReason.ImplausibleTime], result.Recording.WasSorted));
    }

    [Fact]
    public void Replay_SeriesAfterSeriesFieldByField_IsPutTogether()
    {
        // As influx_inspect writes them: each field of each series by itself.
        string[] lines =
        [
            .. LowForAWhile.Select((_, i) => TestBacktest.Line(i * 10, "flow=100")),
            .. TestBacktest.Pressures(0, 10, LowForAWhile),
            .. LowForAWhile.Select((_, i) => TestBacktest.Line(i * 10, "running=true")),
            .. LowForAWhile.Select((_, i) => TestBacktest.Line((i * 10) + 1, "battery=50", "water_safety,area=town,device=cam-1,site=here")),
        ];

        var result = _test.Run(lines);

        Assert.Equal(["low hs-1 30..40"], TestBacktest.Episodes(result));
        Assert.Equal((true, 12L), (result.Recording.WasSorted, result.Before.Judged));
        var shuffled = lines.ToArray();
        new Random(7).Shuffle(shuffled);
        Assert.Equal(TestBacktest.Episodes(result), TestBacktest.Episodes(_test.Run(shuffled)));
    }

    [Fact]
    public void Replay_QualityBesideTheValue_IsHeldBackInEitherOrder()
    {
        Assert.Empty(TestBacktest.Episodes(_test.Run(Enumerable.Range(0, 6).Select(i => TestBacktest.Line(i * 10, "pressure=0.1,pressure_quality=\"bad\"")))));
        Assert.Empty(TestBacktest.Episodes(_test.Run(Enumerable.Range(0, 6).SelectMany(i => new[] { TestBacktest.Line(i * 10, "pressure_quality=\"suspect\""), TestBacktest.Line(i * 10, "pressure=0.1") }))));
        Assert.Single(TestBacktest.Episodes(_test.Run(Enumerable.Range(0, 6).Select(i => TestBacktest.Line(i * 10, "pressure=0.1,pressure_quality=\"stuck\"")))));
    }

    [Fact]
    public void Replay_Events_AreJudgedAndQuietEndsThem()
    {
        string[] lines =
        [
            TestBacktest.Line(1, "event=\"intrusion\",zone=\"z1\",confidence=0.9", TestBacktest.Camera1),
            TestBacktest.Line(5, "event=\"intrusion\",zone=\"z2\",confidence=0.3", TestBacktest.Camera1),
            .. TestBacktest.Pressures(10, 30, [.. Enumerable.Repeat(0.8, 30)]),
        ];

        // Ten minutes of quiet, seen at the tick after.
        Assert.Equal(["person cam-1 1..606"], TestBacktest.Episodes(_test.Run(lines)));
    }

    [Fact]
    public void Replay_WhatIsNotKnown_IsCountedWithTheNearestName()
    {
        var result = _test.Run(
        [
            TestBacktest.Line(0, "pressure=0.8,presure=1"),
            TestBacktest.Line(1, "pressure=0.8", "heating,area=town,device=hs-11,site=here"),
            TestBacktest.Line(2, "pressure=0.8", "heatng,area=town,device=hs-1,site=here"),
            TestBacktest.Line(3, "state=\"open\"", "incident,area=town,device=hs-1,rule=low"),
            "heating,area=town,device=hs-1,site=here pressure=0.8",
            TestBacktest.Line(4, "pressure=zero"),
            "# a comment",
            "",
            TestBacktest.Line(5, "pressure=0.8"),
        ]);

        Assert.Equal(
            ["UnknownDevice 1", "UnknownField 1", "UnknownMeasurement 1", "Malformed 1", "WithoutTime 1", "IncidentLine 1"],
            Enum.GetValues<SkipReason>().Where(reason => result.Before.Skipped[reason] > 0).Select(reason => $"{reason} {result.Before.Skipped[reason]}"));
        Assert.Equal(
            ["UnknownDevice hs-11 hs-1", "UnknownField presure pressure", "UnknownMeasurement heatng heating"],
            result.Before.Skipped.Names.Select(name => $"{name.Reason} {name.Name} {name.Nearest}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Replay_DeviceFallsSilent_IsAbsentOnlyIfItEverSpoke()
    {
        var silent = _test.Heating("rules:", "rules:\n      - { id: silent, absent: 3 intervals, severity: medium, title: { zh: 无, en: Silent } }");
        string[] lines =
        [
            .. TestBacktest.Pressures(0, 30, 0.8, 0.8, 0.8),
            .. Enumerable.Range(0, 20).Select(i => TestBacktest.Line(i * 30, "pressure=0.8", "heating,area=town,device=hs-2,site=here")),
        ];

        var result = _test.Run(lines, rules: [silent]);

        // hs-3, hs-9 and the cameras are not in the file at all.
        Assert.Equal(["silent hs-1 150.."], TestBacktest.Episodes(result));
        Assert.Equal(3, result.Before.Unheard);
    }

    [Fact]
    public void Replay_NobodyForLong_IsAnOutageAndNobodysSilence()
    {
        var silent = _test.Heating("rules:", "rules:\n      - { id: silent, absent: 3 intervals, severity: medium, title: { zh: 无, en: Silent } }");
        string[] lines = [.. TestBacktest.Pressures(0, 30, 0.8, 0.8), .. TestBacktest.Pressures(7_200, 30, 0.8, 0.8)];

        var result = _test.Run(lines, rules: [silent]);
        Assert.Empty(TestBacktest.Episodes(result));
        Assert.Equal((1, 7_170_000L), (result.Recording.Outages, result.Recording.OutageMs));

        Assert.Single(TestBacktest.Episodes(_test.Run(lines, new BacktestSettings { Outage = TimeSpan.FromDays(1) }, rules: [silent])));
    }

    [Fact]
    public void Replay_FromAndTo_CountWithinAndWarmUpBefore()
    {
        string[] lines = [.. TestBacktest.Pressures(0, 10, LowForAWhile), .. TestBacktest.Pressures(1_000, 10, LowForAWhile), .. TestBacktest.Pressures(2_000, 10, LowForAWhile)];

        var result = _test.Run(lines, new BacktestSettings { FromMs = TestBacktest.StartMs + 1_015_000, ToMs = TestBacktest.StartMs + 2_000_000, WarmUp = TimeSpan.FromMinutes(1) });

        Assert.Equal(["low hs-1 1030..1040"], TestBacktest.Episodes(result));
        Assert.Equal(6, result.Before.Judged);
        Assert.Equal(TestBacktest.StartMs + 1_015_000, result.Before.Report.Period.FromMs);
        Assert.Empty(TestBacktest.Episodes(_test.Run(lines, new BacktestSettings { FromMs = TestBacktest.StartMs + 1_025_000, ToMs = TestBacktest.StartMs + 2_000_000, WarmUp = TimeSpan.Zero })));
    }

    [Fact]
    public void Replay_OtherRules_ShowsWhatDiffers()
    {
        var result = _test.Run(
            [.. TestBacktest.Pressures(0, 10, LowForAWhile), .. TestBacktest.Pressures(1_000, 10, 0.28, 0.28, 0.28, 0.8)],
            compare: [_test.Heating("pressure < 0.3", "pressure < 0.25"),]);

        Assert.Equal(["low hs-1 30..40", "low hs-1 1020..1030"], TestBacktest.Episodes(result));
        Assert.Equal(["low hs-1 30..40"], TestBacktest.Episodes(result.After!.Report.Incidents));
        Assert.Equal((1, "low hs-1 1020..1030"), (result.Comparison!.Same, TestBacktest.Episodes(result.Comparison.OnlyBefore).Single()));
    }

    [Fact]
    public void Replay_CutOffGzip_SaysSo()
    {
        string path = _test.Write(Enumerable.Range(0, 10_000).Select(i => TestBacktest.Line(i, $"pressure=0.{i}")), "cut.lp.gz");
        byte[] whole = File.ReadAllBytes(path);
        whole[whole.Length / 2] ^= 0xFF;
        File.WriteAllBytes(path, whole);

        Assert.Contains(path, Assert.Throws<BacktestException>(() => _test.Run(Recording.Of(path, out _))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_LineWithoutEnd_IsPassedOver()
    {
        string path = _test[@"long.lp"];
        File.WriteAllText(path, TestBacktest.Line(0, "pressure=0.8") + "\n" + new string('x', 2 * LineFeed.MaximumLineBytes) + "\n" + TestBacktest.Line(10, "pressure=0.8"));

        var result = _test.Run(Recording.Of(path, out _));

        Assert.Equal((2L, 1L), (result.Before.Judged, result.Before.Skipped[SkipReason.Malformed]));
    }
}
