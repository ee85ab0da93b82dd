using Telemetry.Storage.Stores;
using Telemetry.Testing;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Stores;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.SelfWatch;

public sealed class SelfChecksTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly WatchOptions _options = new();

    [Theory]
    [InlineData(3_600, "it went forward by 1h and shows 2026-11-21 09:00:05 UTC now")]
    [InlineData(-3_600, "it went back by 1h and shows 2026-11-21 07:00:05 UTC now")]
    [InlineData(5, "it went forward by 5s and shows 2026-11-21 08:00:10 UTC now")]
    public void Clock_Set_IsTroubleForAWhile(int seconds, string text)
    {
        var clock = new SteppedClock(_time);
        var check = new ClockCheck(_options, clock);
        Assert.Null(check.Trouble());
        clock.Step = TimeSpan.FromSeconds(seconds);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(text, check.Trouble());

        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(text, check.Trouble());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(check.Trouble());
    }

    [Fact]
    public void Clock_ManySmallCorrectionsWithinAnHour_AreADrift()
    {
        var clock = new SteppedClock(_time);
        var check = new ClockCheck(_options, clock);
        Assert.Null(check.Trouble());
        for (int i = 0; i < 49; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            clock.Step += TimeSpan.FromMilliseconds(100);
            Assert.Null(check.Trouble());
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        clock.Step += TimeSpan.FromMilliseconds(100);
        Assert.StartsWith("it went forward by 5s ", check.Trouble(), StringComparison.Ordinal);
    }

    [Fact]
    public void Clock_ALittleEachHour_IsNone()
    {
        var clock = new SteppedClock(_time);
        var check = new ClockCheck(_options, clock);
        for (int i = 0; i < 72; i++)
        {
            Assert.Null(check.Trouble());
            _time.Advance(TimeSpan.FromHours(1));
            clock.Step += TimeSpan.FromSeconds(1);
        }
    }

    [Fact]
    public void Lag_IsTheAgeOfTheOldestMarkNotPassed()
    {
        (long committed, long judged) = (10, 10);
        var check = new AlertsLagCheck(new JournalLag(() => committed, () => judged, _time), _options);
        Assert.Null(check.Trouble());
        committed = 20;
        Assert.Null(check.Trouble());
        _time.Advance(TimeSpan.FromSeconds(20));
        committed = 30;
        Assert.Null(check.Trouble());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("by at least 30s, 20 records of the journal", check.Trouble());

        judged = 20;
        Assert.Null(check.Trouble());
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("by at least 30s, 10 records of the journal", check.Trouble());
        judged = 30;
        Assert.Null(check.Trouble());
    }

    [Fact]
    public void StoreLag_OnlyWhileTheStoreTakesData()
    {
        UploaderState state = UploaderState.Running;
        var check = new StoreLaggingCheck(new JournalLag(() => 20, () => 10, _time), () => state, new StoreOptions());
        Assert.Null(check.Trouble());
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("it is behind by at least 5m, 10 records", check.Trouble());
        state = UploaderState.Retrying;
        Assert.Null(check.Trouble());
    }

    [Fact]
    public void Disk_BelowTheLimit_IsTrouble()
    {
        long? free = 1L << 30;
        var check = new DiskLowCheck("data", _ => free, _options);
        Assert.Null(check.Trouble());
        free = (1L << 30) - (1 << 20);
        Assert.Equal("1023 MiB are free for data, less than Watch:DiskFree = 1024 MiB", check.Trouble());
        free = null;
        Assert.Null(check.Trouble());
        Assert.True(DiskLowCheck.FreeBytes(Path.GetTempPath()) > 0);
        Assert.Null(DiskLowCheck.FreeBytes("/no/such/folder/at/all"));
    }

    [Fact]
    public void Escalation_Late_IsTrouble()
    {
        var health = new FakeEscalation();
        var check = new EscalationStuckCheck(health, _options);
        Assert.Null(check.Trouble());
        health.OverdueBy = TimeSpan.FromSeconds(29);
        Assert.Null(check.Trouble());
        health.OverdueBy = TimeSpan.FromSeconds(90);
        Assert.Equal("the oldest step is late by 90s", check.Trouble());
    }

    [Fact]
    public async Task Outbox_WaitsForTooLong_IsATroubleOfItsChannelOnly()
    {
        await using var alerts = new TestAlerts();
        var clock = new SteppedClock(alerts.Ingest.Time);
        var checks = new OutboxStuckChecks(alerts.Outbox, _options, clock);
        Assert.Empty(checks.Checks());
        Put(alerts, "a", "webhook", alerts.Ingest.NowMs);
        Put(alerts, "b", "line", alerts.Ingest.NowMs);
        Assert.All(checks.Checks(), check => Assert.Null(check.Trouble()));

        // The clock is set: nothing has become older by that.
        clock.Step = TimeSpan.FromDays(3_650);
        alerts.Ingest.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.All(checks.Checks(), check => Assert.Null(check.Trouble()));
        Finish(alerts, "b");
        Put(alerts, "c", "line", alerts.Ingest.NowMs);
        alerts.Ingest.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(
            [("outbox-stuck-line", null), ("outbox-stuck-webhook", "a waits since 2026-11-21 08:00:00 UTC, after 0 attempts")],
            checks.Checks().Select(check => (check.Rule, check.Trouble())));
        Finish(alerts, "a");
        Assert.All(checks.Checks(), check => Assert.Null(check.Trouble()));
    }

    [Fact]
    public async Task Outbox_WhatWaitedBeforeTheStart_IsAsOldAsItSays()
    {
        await using var alerts = new TestAlerts();
        Put(alerts, "a", "webhook", alerts.Ingest.NowMs - 600_000);

        Assert.NotNull(Assert.Single(new OutboxStuckChecks(alerts.Outbox, _options, alerts.Ingest.Time).Checks()).Trouble());
    }

    [Fact]
    public async Task Watch_TroubleThatComesAndGoes_IsAnIncidentMeanwhile()
    {
        await using var alerts = new TestAlerts();
        var source = new FakeSource();
        var watch = new Worker.SelfWatch.SelfWatch(
            new SelfChecks([], [source]), alerts.Database, alerts.Writer, new Worker.Ingest.CityInForce(alerts.Ingest.City, "city"), alerts.Ingest.Time,
            new ListLogger<Worker.SelfWatch.SelfWatch>());
        source.Now = [new FakeCheck("drill-missed-a") { Now = "nobody" }];
        watch.Look();
        Assert.Equal("drill-missed-a", Assert.Single(alerts.Incidents).RuleId);

        source.Now = [];
        watch.Look();

        Assert.NotNull(Assert.Single(alerts.Incidents).ClearedAtMs);
    }

    private static void Put(TestAlerts alerts, string key, string channel, long createdAt) => alerts.Database.Write(connection =>
        Outbox.Put(connection, new OutboxEntry(key, channel, "none", "", "{}", createdAt, createdAt + 86_400_000)));

    private static void Finish(TestAlerts alerts, string key) => alerts.Database.Write(connection => Outbox.Finish(connection, key, "delivered", null, 0));

    private sealed class FakeEscalation : IEscalationHealth
    {
        public TimeSpan OverdueBy { get; set; }
    }

    private sealed class FakeSource : ISelfCheckSource
    {
        public IReadOnlyList<ISelfCheck> Now { get; set; } = [];

        public IReadOnlyList<ISelfCheck> Checks() => Now;
    }
}
