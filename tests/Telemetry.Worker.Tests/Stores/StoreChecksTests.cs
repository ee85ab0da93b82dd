using Telemetry.Alerting.Rules;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Console;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Stores;

namespace Telemetry.Worker.Tests.Stores;

/// <summary>What the store's room says about itself.</summary>
public sealed class StoreChecksTests
{
    [Fact]
    public async Task Away_LongerThanAlarmAfter_IsTroubleUntilItIsBack()
    {
        await using var rig = new StoreRig();
        var check = new StoreAwayCheck(rig.Part, rig.Store, new StoreOptions { AlarmAfter = TimeSpan.FromMinutes(5) });
        await FailAsync(rig, new WriteResult(WriteOutcome.Retry, Message: "connection refused"), UploaderState.Retrying);
        await rig.UntilAsync(() => rig.Part.Statistics.TroubleFor > TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(5));
        Assert.Null(check.Trouble());

        await rig.UntilAsync(() => check.Trouble() is not null, TimeSpan.FromSeconds(5));
        Assert.Matches("^test has taken nothing for (30[0-9]s|5m), and 1 records wait: connection refused$", check.Trouble());

        rig.Store.Result = new WriteResult(WriteOutcome.Stored);
        await rig.UntilAsync(() => check.Trouble() is null, TimeSpan.FromSeconds(5));
        Assert.Equal(("store-away", Severity.High), (check.Rule, check.Severity));
    }

    [Fact]
    public async Task Misconfigured_IsTroubleAtOnce()
    {
        await using var rig = new StoreRig();
        var check = new StoreMisconfiguredCheck(rig.Part, rig.Store);
        Assert.Null(check.Trouble());

        await FailAsync(rig, new WriteResult(WriteOutcome.Misconfigured, Message: "401: who are you"), UploaderState.Misconfigured);

        Assert.Equal("test refuses, and 1 records wait: 401: who are you", check.Trouble());
        Assert.Null(new StoreAwayCheck(rig.Part, rig.Store, new StoreOptions { AlarmAfter = TimeSpan.Zero }).Trouble());
        Assert.Equal(("store-misconfigured", Severity.High), (check.Rule, check.Severity));
    }

    [Fact]
    public async Task Rejecting_WithinTenMinutes_NamesReasonsAndFile()
    {
        await using var rig = new StoreRig();
        var check = new StoreRejectingCheck(rig.Store, rig.Time);
        Assert.Null(check.Trouble());

        rig.Store.Rejected.Add(LineRejection.TypeConflict, "no", "x"u8);
        rig.Store.Rejected.Add(LineRejection.Crash, "no", "x"u8);

        Assert.Equal("2 lines were set aside since the start (type-conflict 1, crash 1), the last at 2026-11-21T08:00:00Z; they stand in no file", check.Trouble());
        rig.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(check.Trouble());
        Assert.Equal(("store-rejecting", Severity.Medium), (check.Rule, check.Severity));
    }

    [Fact]
    public async Task Checks_HaveATitleAndAdviceInBothLanguages()
    {
        await using var rig = new StoreRig();
        ISelfCheck[] checks = [new StoreAwayCheck(rig.Part, rig.Store, new StoreOptions()), new StoreMisconfiguredCheck(rig.Part, rig.Store), new StoreRejectingCheck(rig.Store, rig.Time)];
        Assert.All(checks, check => Assert.All([check.Title.Zh, check.Title.En, check.Advice.Zh, check.Advice.En], text => Assert.False(string.IsNullOrWhiteSpace(text))));
        Assert.Equal(3, checks.Select(check => check.Rule).Distinct().Count());
    }

    [Theory]
    [InlineData(Acknowledge.Journal, true)]
    [InlineData(Acknowledge.Store, false)]
    public async Task Ready_StoreIsAway_DependsOnWhoWaitsForIt(Acknowledge acknowledge, bool expected)
    {
        await using var rig = new StoreRig();
        var options = new WorkerOptions();
        options.Journal.Acknowledge = acknowledge;
        var journal = new JournalChecks(rig.Journal.Log, new JournalForecast(1 << 20, TimeSpan.FromHours(24), rig.Time));
        var ready = new ReadyCheck(journal, new Up(), rig.Part, options);
        Assert.Equal((true, "ok"), (ready.Check().Ready, ready.Check().Checks["store"]));

        await FailAsync(rig, new WriteResult(WriteOutcome.Retry, Message: "refused"), UploaderState.Retrying);

        ReadyAnswer answer = ready.Check();
        Assert.Equal(expected, answer.Ready);
        Assert.Contains("refused", answer.Checks["store"]);
        Assert.Equal(!expected, answer.Checks["store"].StartsWith("nothing is acknowledged", StringComparison.Ordinal));
    }

    private static async Task FailAsync(StoreRig rig, WriteResult result, UploaderState expected)
    {
        rig.Store.Result = result;
        rig.Start();
        rig.Journal.Append(RecordKind.Reading, "d1", "heating,device=d1 flow=1 1763700000000000000");
        await rig.UntilAsync(() => rig.Part.Statistics.State == expected, TimeSpan.Zero);
    }

    private sealed class Up : IIngestState
    {
        public bool IsUp => true;

        public string Description => "test";
    }
}
