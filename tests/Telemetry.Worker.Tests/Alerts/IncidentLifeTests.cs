using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

/// <summary>People's steps in the database: history, audit, members, races, and holds that end.</summary>
public sealed class IncidentLifeTests : IDisposable
{
    private const string Id = "0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly Outbox _outbox;
    private readonly SteppedTime _time = new();
    private readonly IncidentWriter _writer;
    private readonly IncidentsOptions _options = new();

    public IncidentLifeTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _outbox = new Outbox(_database);
        _writer = new IncidentWriter(
            _database, _outbox, new NotificationPlan(new NotificationsOptions { Webhook = { Url = "http://127.0.0.1:1/hook" } }, new ConsoleOptions()), _time);
    }

    private long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Take_EveryStep_IsInHistoryWithChannelAndInTheAuditLog()
    {
        Put(TestIncident.Create(Id));

        Take(IncidentStep.Shelve, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        Take(IncidentStep.Unshelve, r => r with { Note = "not so" });
        Take(IncidentStep.Assign, r => r with { To = "wang" });
        Take(IncidentStep.OnSite, r => r, who: "wang", channel: StepChannel.Page);
        Take(IncidentStep.HandOver, r => r with { To = "zhao", Note = "shift is over" }, who: "wang");
        Take(IncidentStep.FalseAlarm, r => r with { Reason = "a heron" }, who: "zhao");
        Take(IncidentStep.Comment, r => r with { Note = "moved the zone" });

        string until = TimeText(NowMs + 60_000);
        Assert.Equal(
            [
                $"shelved by li api: known · (-> {until})", "unshelved by li api: not so", "assigned by li api: -> wang", "on-site by wang page: ", "acknowledged by wang page: ",
                "handed-over by wang api: -> zhao · shift is over", "false-alarm by zhao api: a heron", "comment by li api: moved the zone",
            ],
            _database.Read(c => IncidentHistory.Of(c, Id)).Select(e => $"{e.What} by {e.Who} {e.Channel}: {e.Detail}"));
        Assert.Equal(
            ["shelve li", "unshelve li", "assign li", "on-site wang", "hand-over wang", "false-alarm zhao", "comment li"],
            _database.Read(c => c.Query<string>("SELECT action || ' ' || who FROM audit ORDER BY number").ToList()));
        Incident now = Find();
        Assert.Equal(
            (IncidentState.Acknowledged, "wang", "wang", "zhao", "zhao", Resolution.FalseAlarm, "a heron"),
            (now.State, now.AcknowledgedBy, now.OnSiteBy, now.AssignedTo, now.ResolvedBy, now.Resolution!.Value, now.Cause));
    }

    [Theory]
    [InlineData(IncidentStep.Acknowledge)]
    [InlineData(IncidentStep.OnSite)]
    [InlineData(IncidentStep.Resolve)]
    [InlineData(IncidentStep.Shelve)]
    [InlineData(IncidentStep.OutOfService)]
    [InlineData(IncidentStep.Assign)]
    [InlineData(IncidentStep.Comment)]
    [InlineData(IncidentStep.Unshelve)]
    [InlineData(IncidentStep.Return)]
    public void Take_TheSameAgain_IsAFriendlyAnswerAndNoSecondLine(IncidentStep step)
    {
        Put(TestIncident.Create(Id));
        if (step is IncidentStep.Unshelve or IncidentStep.Return)
            Take(step == IncidentStep.Unshelve ? IncidentStep.Shelve : IncidentStep.OutOfService, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        StepRequest Full(StepRequest r) => r with { Reason = "known", UntilMs = step is IncidentStep.Shelve or IncidentStep.OutOfService ? NowMs + 60_000 : null, To = "wang", Note = "n", Version = Find().Version };
        StepRequest request = Full(new StepRequest(step, "li", StepChannel.Api));
        Assert.True(_writer.Take(Id, request)!.IsTaken);
        (Incident once, int lines) = (Find(), Lines());

        StepResult again = _writer.Take(Id, request)!;

        Assert.True(again.IsTaken, again.Refusal?.ToString());
        Assert.Equal((once, lines), (Find(), Lines()));
    }

    [Fact]
    public async Task Take_TwoAtOnce_OneIsFirstAndTheOtherIsToldWho()
    {
        for (int round = 0; round < 20; round++)
        {
            string id = $"0123456789abc{round:000}";
            Put(TestIncident.Create(id));
            using var start = new Barrier(2);
            StepResult[] results = await Task.WhenAll(((string[])["li", "wang"]).Select(who => Task.Run(() =>
            {
                start.SignalAndWait();
                return _writer.Take(id, new StepRequest(IncidentStep.Acknowledge, who, StepChannel.Page) { Version = 1 })!;
            })));

            StepResult taken = Assert.Single(results, r => r.IsTaken);
            StepResult refused = Assert.Single(results, r => !r.IsTaken);
            Assert.Equal((RefusalReason.AlreadyAcknowledged, taken.Incident.AcknowledgedBy), (refused.Refusal!.Reason, refused.Refusal.By));
            Assert.Equal(taken.Incident, refused.Incident);
            Assert.Equal(1, _database.Read(c => IncidentHistory.Of(c, id)).Count(e => e.What == "acknowledged"));
        }
    }

    [Fact]
    public void Acknowledge_Group_AcknowledgesItsMembersToo()
    {
        Put(TestIncident.Create(Id));
        Put(TestIncident.Create("aaaa000000000001") with { Group = Id });
        Put(TestIncident.Create("aaaa000000000002") with { Group = Id, ClearedAtMs = 5, State = IncidentState.Closed });
        Put(TestIncident.Create("aaaa000000000003") with { Group = Id, AcknowledgedBy = "sun", AcknowledgedAtMs = 3, State = IncidentState.Acknowledged });

        Take(IncidentStep.OnSite, r => r);

        Assert.Equal((IncidentState.Acknowledged, "li"), (Find("aaaa000000000001").State, Find("aaaa000000000001").AcknowledgedBy));
        Assert.Equal(IncidentState.Closed, Find("aaaa000000000002").State);
        Assert.Equal("sun", Find("aaaa000000000003").AcknowledgedBy);
        IncidentEvent told = Assert.Single(_database.Read(c => IncidentHistory.Of(c, "aaaa000000000001")));
        Assert.Equal(("acknowledged", "li", Id, StepChannel.Api), (told.What, told.Who, told.Detail, told.Channel));
    }

    [Fact]
    public void Standing_IsAlsoWhatIsPutAside()
    {
        foreach (IncidentState state in IncidentStates.All)
            Put(TestIncident.Create($"i-{state}", state: state) with { Hold = state.IsHeldBack() ? new IncidentHold("r", "li", null, null) : null });
        Put(TestIncident.Create("over", state: IncidentState.Shelved) with { Hold = new IncidentHold("r", "li", null, null), ClearedAtMs = 9 });

        Assert.Equal(
            ["i-Acknowledged", "i-OutOfService", "i-Shelved", "i-SuppressedByDesign", "i-Unacknowledged"],
            _database.Read(c => IncidentStore.Standing(c, "heating")).Select(i => i.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ReAlarm_AsksAgain()
    {
        Put(TestIncident.Create(Id));
        Take(IncidentStep.Acknowledge, r => r);

        StepResult result = _database.Write(c => _writer.ReAlarm(c, Id, "ladder", "30 min"))!;

        Assert.True(result.IsTaken);
        Assert.Equal((IncidentState.Unacknowledged, null), (Find().State, Find().AcknowledgedBy));
        Assert.Equal("re-alarmed", _database.Read(c => IncidentHistory.Of(c, Id))[^1].What);
    }

    [Fact]
    public void Hold_WhoseTimeIsUp_EndsEvenAfterARestart()
    {
        Put(TestIncident.Create(Id));
        Take(IncidentStep.Shelve, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        using HoldRunner runner = Runner();
        runner.Look();
        _time.Advance(TimeSpan.FromSeconds(59));
        runner.Look();
        Assert.Equal(IncidentState.Shelved, Find().State);
        _time.Advance(TimeSpan.FromSeconds(1));

        using HoldRunner next = Runner();
        next.Look();

        Assert.Equal((IncidentState.Unacknowledged, null), (Find().State, Find().Hold));
        IncidentEvent last = _database.Read(c => IncidentHistory.Of(c, Id))[^1];
        Assert.Equal(("hold-ended", "clock", "known"), (last.What, last.Who, last.Detail));
    }

    [Fact]
    public void Hold_WhenTheClockIsPutBack_LastsNoLonger()
    {
        Put(TestIncident.Create(Id));
        Take(IncidentStep.Shelve, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        using HoldRunner runner = Runner();
        runner.Look();
        _time.Step(TimeSpan.FromDays(-3650));
        runner.Look();
        Assert.Equal(IncidentState.Shelved, Find().State);

        _time.Advance(TimeSpan.FromSeconds(60));
        runner.Look();

        Assert.Equal(IncidentState.Unacknowledged, Find().State);
    }

    [Fact]
    public void Hold_WhenTheClockWasPutBackWhileDown_LastsNoLongerThanIsAllowed()
    {
        Put(TestIncident.Create(Id));
        Take(IncidentStep.Shelve, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        _time.Step(TimeSpan.FromDays(-3650));
        using HoldRunner runner = Runner();
        runner.Look();
        _time.Advance(_options.MaximumShelve - TimeSpan.FromSeconds(1));
        runner.Look();
        Assert.Equal(IncidentState.Shelved, Find().State);

        _time.Advance(TimeSpan.FromSeconds(1));
        runner.Look();

        Assert.Equal(IncidentState.Unacknowledged, Find().State);
    }

    [Fact]
    public void Hold_ThatWasProlonged_GoesOn()
    {
        Put(TestIncident.Create(Id));
        Take(IncidentStep.Shelve, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        using HoldRunner runner = Runner();
        runner.Look();
        _time.Advance(TimeSpan.FromSeconds(50));
        Take(IncidentStep.Shelve, r => r with { Reason = "still", UntilMs = NowMs + 120_000 });
        _time.Advance(TimeSpan.FromSeconds(60));
        runner.Look();
        Assert.Equal((IncidentState.Shelved, "still"), (Find().State, Find().Hold!.Reason));
        _time.Advance(TimeSpan.FromSeconds(60));
        runner.Look();
        Assert.Equal(IncidentState.Unacknowledged, Find().State);
    }

    [Fact]
    public void Feed_OfWhatWasOpenedPutAside_RaisesItWhenItIsTakenUp()
    {
        Put(TestIncident.Create(Id, state: IncidentState.Shelved) with { Hold = new IncidentHold("works", "chen", null, "s-1") });
        Assert.Empty(_outbox.Pending(ChannelName.Webhook));

        _database.Write(c => _writer.EndHold(c, Id, "chen", null));
        _database.Write(c => _writer.EndHold(c, Id, "chen", null));

        Assert.Equal($"{Id}/raised", Assert.Single(_outbox.Pending(ChannelName.Webhook)).Key);

        // Put aside once more and taken up: a receiver that keeps keys is told again.
        Take(IncidentStep.Shelve, r => r with { Reason = "known", UntilMs = NowMs + 60_000 });
        Take(IncidentStep.Unshelve, r => r);
        Assert.Equal([$"{Id}/raised", $"{Id}/raised-{Find().Version}"], _outbox.Pending(ChannelName.Webhook).Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void List_TenThousand_IsWalkedPageByPageWithoutLossOrRepetition()
    {
        var random = new Random(1);
        _database.Write(c =>
        {
            for (int i = 0; i < 10_000; i++)
                IncidentStore.Save(c, TestIncident.Create($"i{i:00000}", (Severity)random.Next(4), openedAt: 1_000 + random.Next(500)) with { LifeSafety = i % 100 == 0 });
        });
        var seen = new List<Incident>();
        var filter = new IncidentFilter { States = IncidentStates.Open, Limit = 999 };
        while (_database.Read(c => IncidentStore.List(c, filter)) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            filter = filter with { After = page[^1] };
        }

        Assert.Equal(10_000, seen.Select(i => i.Id).Distinct().Count());
        Assert.Equal(10_000, seen.Count);
        Assert.Equal(seen.OrderByDescending(i => i.Severity).ThenByDescending(i => i.OpenedAtMs).ThenBy(i => i.Id, StringComparer.Ordinal), seen);
        Assert.Equal(100, _database.Read(c => IncidentStore.Count(c, filter with { LifeSafety = true })));
        Assert.Equal(0, _database.Read(c => IncidentStore.Count(c, filter with { Areas = ["elsewhere"] })));
    }

    private static string TimeText(long ms) => Telemetry.Worker.Console.Api.TimeText.Rfc3339(ms / 1000 * 1000);

    private HoldRunner Runner() => new(_database, _writer, _outbox, _options, _time, NullLogger<HoldRunner>.Instance);

    private void Put(Incident incident) => _database.Write(c => IncidentStore.Save(c, incident));

    private Incident Find(string id = Id) => _database.Read(c => IncidentStore.Find(c, id))!;

    private int Lines() => _database.Read(c => IncidentHistory.Of(c, Id)).Count;

    private void Take(IncidentStep step, Func<StepRequest, StepRequest> with, string who = "li", string channel = StepChannel.Api)
    {
        StepResult result = _writer.Take(Id, with(new StepRequest(step, who, channel)))!;
        Assert.True(result.IsTaken, result.Refusal?.ToString());
    }

    /// <summary>A wall clock that can be set, beside a monotonic one that cannot.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private readonly ManualTimeProvider _steady = new();
        private TimeSpan _offset;

        public override long TimestampFrequency => _steady.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _offset;

        public override long GetTimestamp() => _steady.GetTimestamp();

        public void Advance(TimeSpan by) => _steady.Advance(by);

        public void Step(TimeSpan by) => _offset += by;
    }
}
