using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

public sealed class EscalationTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestClimb _climb = new();

    public EscalationTests()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder(
            "high", TimeSpan.FromMinutes(20),
            FakeDesk.Step(0, LadderTargets.Duty, Way.Call, Way.App),
            FakeDesk.Step(600, LadderTargets.Duty | LadderTargets.Deputies, Way.Call),
            FakeDesk.Step(1200, LadderTargets.NextLevel, Way.Call),
            FakeDesk.Step(2400, LadderTargets.AllLevels, Way.Call, Way.Screen));
        _climb.Desk.Ladders[Severity.Critical] = FakeDesk.Ladder(
            "critical", 5 * Minute, FakeDesk.Step(0, LadderTargets.Duty, Way.Call), FakeDesk.Step(300, LadderTargets.NextLevel, Way.Call)) with
        { OnSite = 10 * Minute, ReAlarm = 60 * Minute };
    }

    public void Dispose() => _climb.Dispose();

    [Fact]
    public void Nobody_Answers_EveryStepCallsInItsTimeAndTheLastIsRepeated()
    {
        _climb.Open(TestIncident.Create("a"));

        _climb.Pass(65 * Minute);

        Assert.Equal(
            [
                "0 village-holder Call: a", "0 village-holder App: a",
                "600 village-holder Call: a", "600 village-deputy Call: a",
                "1200 town-holder Call: a",
                "2400 village-holder Call: a", "2400 village-duty Screen: a", "2400 town-holder Call: a", "2400 town-duty Screen: a", "2400 city-holder Call: a", "2400 city-duty Screen: a",
                "3600 village-holder Call: a", "3600 village-duty Screen: a", "3600 town-holder Call: a", "3600 town-duty Screen: a", "3600 city-holder Call: a", "3600 city-duty Screen: a",
            ],
            _climb.Called);
        Assert.True(_climb.State("a")!.OnScreen);
        _climb.Acknowledge("a");
        Assert.Null(_climb.State("a"));
    }

    [Fact]
    public void History_NamesWhomAndHow_AndNoNumber()
    {
        _climb.Open(TestIncident.Create("a"));

        string history = _climb.History("a");

        Assert.Contains("escalation step 第 1 步,共 4 步 step 1 of 4", history, StringComparison.Ordinal);
        Assert.Contains("escalation called 电话 call: village-holder village-holder (village village), 第 1 步 step 1", history, StringComparison.Ordinal);
        Assert.DoesNotContain("10086", history, StringComparison.Ordinal);
    }

    [Fact]
    public void Acknowledge_Undelivered_TakesTheCallsBack()
    {
        _climb.Open(TestIncident.Create("a"));
        Assert.Equal(2, _climb.Pending.Count);

        _climb.Acknowledge("a");
        _climb.Pass(100 * Minute);

        Assert.Empty(_climb.Pending);
        Assert.Equal(2, _climb.Calls.Count);
        Assert.Contains("page cancelled 已由 someone 确认 answered by someone", _climb.History("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Acknowledge_OneOfTwoInACall_TheCallStays()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
        _climb.OpenOnly(TestIncident.Create("a"));
        _climb.OpenOnly(TestIncident.Create("b"));
        _climb.Run();
        Assert.Equal("""["a","b"]""", Assert.Single(_climb.Pending).Body);

        _climb.Acknowledge("a");
        Assert.Single(_climb.Pending);
        _climb.Acknowledge("b");
        Assert.Empty(_climb.Pending);
    }

    [Fact]
    public void SeveralWithinAMinute_OnePerson_OneCallWithTheMostUrgentFirst()
    {
        _climb.Desk.Ladders[Severity.Critical] = FakeDesk.Ladder("critical", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
        _climb.Open(TestIncident.Create("a"));
        Deliver();
        _climb.Pass(10 * Second);
        _climb.Open(TestIncident.Create("b"));
        _climb.Pass(10 * Second);
        _climb.Open(TestIncident.Create("c", Severity.Critical));
        _climb.Pass(10 * Second);
        _climb.Open(TestIncident.Create("d"));
        _climb.Acknowledge("d");
        _climb.Pass(2 * Minute);

        Assert.Equal(["0 village-holder Call: a", "60 village-holder Call: c b"], _climb.Called);
        Assert.Contains("escalation not-called 已由 someone 确认", _climb.History("d"), StringComparison.Ordinal);
    }

    [Fact]
    public void LifeSafety_IsCalledAtOnce_AndTakesAlongWhatWaits()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
        _climb.Open(TestIncident.Create("a"));
        Deliver();
        _climb.Pass(Second);
        _climb.Open(TestIncident.Create("b"));
        _climb.Pass(Second);
        _climb.Open(TestIncident.Create("c") with { LifeSafety = true });
        Deliver();
        _climb.Open(TestIncident.Create("d") with { LifeSafety = true });

        Assert.Equal(["0 village-holder Call: a", "2 village-holder Call: c b", "2 village-holder Call: d"], _climb.Called);
    }

    [Fact]
    public void ReceiverAway_NewerCall_TellsWhatTheOlderOnesWouldHave()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", 2 * Minute, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
        _climb.Open(TestIncident.Create("a"));
        _climb.Pass(Minute);
        _climb.Open(TestIncident.Create("b"));

        Assert.Equal("""["a","b"]""", Assert.Single(_climb.Pending).Body);
        Assert.Equal(long.MaxValue, _climb.Pending[0].ExpiresAt);
    }

    [Fact]
    public void WorkerDown_MissedSteps_AreOneRoundOfCallsAtOnce()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Time.Advance(70 * Minute);

        _climb.Start();

        Assert.Equal(
            ["4200 village-holder Call: a", "4200 village-deputy Call: a", "4200 town-holder Call: a", "4200 village-duty Screen: a", "4200 town-duty Screen: a", "4200 city-holder Call: a", "4200 city-duty Screen: a"],
            _climb.Called.Skip(2));
        Assert.Contains("step 2-4 of 4", _climb.History("a"), StringComparison.Ordinal);
        _climb.Start();
        Assert.Equal(9, _climb.Calls.Count);
        _climb.Pass(20 * Minute);
        Assert.Equal("4800 village-holder Call: a", _climb.Called.Skip(9).First());
    }

    [Fact]
    public void NotOnSite_InTime_CallsThoseAboveUntilSomebodyIs()
    {
        _climb.Open(TestIncident.Create("a", Severity.Critical));
        _climb.Pass(Minute);
        _climb.Acknowledge("a");
        _climb.Pass(9 * Minute);
        Assert.Single(_climb.Calls);

        _climb.Pass(7 * Minute);

        Assert.Equal(["660 town-holder Call: a", "960 town-holder Call: a"], _climb.Called.Skip(1));
        Assert.Contains("escalation not-on-site someone", _climb.History("a"), StringComparison.Ordinal);
        Assert.Equal(IncidentState.Acknowledged, _climb.Find("a").State);
        _climb.Step("a", i => i with { OnSiteAtMs = 1, OnSiteBy = "x" });
        _climb.Pass(30 * Minute);
        Assert.Equal(3, _climb.Calls.Count);
    }

    [Fact]
    public void Answered_StandsTooLong_AlarmsAnew()
    {
        _climb.Open(TestIncident.Create("a", Severity.Critical));
        _climb.Acknowledge("a");
        _climb.Step("a", i => i with { OnSiteAtMs = 1, OnSiteBy = "x" });

        _climb.Pass(61 * Minute);

        Incident again = _climb.Find("a");
        Assert.Equal((IncidentState.Unacknowledged, null, null), (again.State, again.AcknowledgedBy, again.OnSiteAtMs));
        Assert.Equal(["0 village-holder Call: a", "3600 village-holder Call: a"], _climb.Called);
        Assert.Contains("escalation re-alarmed", _climb.History("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void FalseAlarm_StandsTooLong_AlarmsAnewLikeAnyAnswer()
    {
        _climb.Open(TestIncident.Create("a", Severity.Critical));
        _climb.Acknowledge("a");
        _climb.Step("a", i => i with { ResolvedAtMs = 1, ResolvedBy = "x", Resolution = Resolution.FalseAlarm });

        _climb.Pass(61 * Minute);

        Assert.Equal(["0 village-holder Call: a", "3600 village-holder Call: a"], _climb.Called);
        Assert.Equal((IncidentState.Unacknowledged, null), (_climb.Find("a").State, _climb.Find("a").Resolution));
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData(24 * 60, 3600)]
    [InlineData(30, 1800)]
    public void LifeSafety_FalseAlarmThatStands_AlarmsAnewWithinTheHour_WhateverTheLadderSays(int? reAlarmMinutes, int expected)
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call)) with
        {
            ReAlarm = reAlarmMinutes is { } minutes ? minutes * Minute : null,
        };
        _climb.Open(TestIncident.Create("a") with { LifeSafety = true });
        _climb.Step("a", i => i with
        {
            State = IncidentState.Acknowledged,
            AcknowledgedAtMs = 1,
            AcknowledgedBy = "x",
            ResolvedAtMs = 1,
            ResolvedBy = "x",
            Resolution = Resolution.FalseAlarm,
        });

        _climb.Pass(61 * Minute);

        Assert.Equal(["0 village-holder Call: a", $"{expected} village-holder Call: a"], _climb.Called);
    }

    [Fact]
    public void SeverityRises_ToAnotherLadder_BeginsThereAtOnce()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Pass(11 * Minute);
        int before = _climb.Calls.Count;

        _climb.Step("a", i => i with { Severity = Severity.Critical });

        Assert.Equal(["660 village-holder Call: a"], _climb.Called.Skip(before));
        Assert.Equal(("critical", 1), (_climb.State("a")!.Ladder, _climb.State("a")!.Step));
    }

    [Fact]
    public void SeverityRises_OnTheScreen_StaysThere()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Pass(41 * Minute);
        Assert.True(_climb.State("a")!.OnScreen);

        _climb.Rise("a", Severity.Critical);

        Assert.Equal(("critical", true), (_climb.State("a")!.Ladder, _climb.State("a")!.OnScreen));
        _climb.Acknowledge("a");
        Assert.False(_climb.State("a")!.OnScreen);
    }

    [Fact]
    public void SeverityRises_ToCriticalAfterAnAnswer_TakesItBackAndCalls()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Acknowledge("a");
        _climb.Pass(Minute);

        _climb.Rise("a", Severity.Critical);

        Incident again = _climb.Find("a");
        Assert.Equal((IncidentState.Unacknowledged, null), (again.State, again.AcknowledgedBy));
        Assert.Equal(["60 village-holder Call: a"], _climb.Called.Skip(2));
        Assert.Contains("rules answer-taken-back someone", _climb.History("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void SeverityRises_ToCriticalAnsweredAndShelved_LeavesTheShelfAndCalls()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Acknowledge("a");
        _climb.Step("a", i => i with { State = IncidentState.Shelved, Hold = new IncidentHold("r", "o", null, null) });
        _climb.Pass(Minute);

        _climb.Rise("a", Severity.Critical);

        Assert.Equal((IncidentState.Unacknowledged, null), (_climb.Find("a").State, _climb.Find("a").Hold));
        Assert.Equal(["60 village-holder Call: a"], _climb.Called.Skip(2));
    }

    [Fact]
    public void Shelved_CallsNobody_AndBeginsAnewAfterwards()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Step("a", i => i with { State = IncidentState.Shelved, Hold = new IncidentHold("r", "o", null, null) });
        Assert.Empty(_climb.Pending);
        _climb.Pass(100 * Minute);
        Assert.Equal(2, _climb.Calls.Count);

        _climb.Step("a", i => i with { State = IncidentState.Unacknowledged, Hold = null });

        Assert.Equal(["6000 village-holder Call: a", "6000 village-holder App: a"], _climb.Called.Skip(2));
    }

    [Theory]
    [InlineData(5, 3, "600 town-holder Call: a")]
    [InlineData(5, 30, "2100 town-holder Call: a")]
    [InlineData(12, 30, "2520 town-holder Call: a")]
    public void Shelved_AfterAnAnswer_TheTimeToComeGoesOn(int shelvedAfterMinutes, int shelvedForMinutes, string called)
    {
        _climb.Desk.Ladders[Severity.Critical] = _climb.Desk.Ladders[Severity.Critical] with { Repeat = TimeSpan.Zero };
        _climb.Open(TestIncident.Create("a", Severity.Critical));
        _climb.Acknowledge("a");
        _climb.Pass(shelvedAfterMinutes * Minute);
        int before = _climb.Calls.Count;
        _climb.Step("a", i => i with { State = IncidentState.Shelved, Hold = new IncidentHold("r", "o", null, null) });
        _climb.Pass(shelvedForMinutes * Minute);
        _climb.Climb.Reschedule();
        _climb.Run();
        Assert.Equal(before, _climb.Calls.Count);

        _climb.Step("a", i => i with { State = IncidentState.Acknowledged, Hold = null });
        _climb.Pass(5 * Minute);

        Assert.Equal([called], _climb.Called.Skip(before));
    }

    [Fact]
    public void Shelved_AnsweredThere_TheTimeToComeCountsFromTheAnswer()
    {
        _climb.Open(TestIncident.Create("a", Severity.Critical));
        _climb.Step("a", i => i with { State = IncidentState.Shelved, Hold = new IncidentHold("r", "o", null, null) });
        _climb.Acknowledge("a");
        _climb.Pass(20 * Minute);

        _climb.Step("a", i => i with { State = IncidentState.Acknowledged, Hold = null });

        Assert.Equal(["1200 town-holder Call: a"], _climb.Called.Skip(1));
    }

    [Fact]
    public void ReturnedUnacknowledged_GoesOnBeingCalled()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Step("a", i => i with { State = IncidentState.ReturnedUnacknowledged, ClearedAtMs = 1 });

        _climb.Pass(10 * Minute);

        Assert.Equal(4, _climb.Calls.Count);
    }

    [Fact]
    public void NotTold_BacklogHeldMember_NobodyIsCalled()
    {
        _climb.Open(TestIncident.Create("a") with { Backlog = true });
        _climb.Open(TestIncident.Create("b") with { Held = true });
        _climb.Open(TestIncident.Create("c") with { Group = "a" });
        _climb.Pass(10 * Minute);
        Assert.Empty(_climb.Calls);

        _climb.Step("b", i => i with { Held = false });

        Assert.Equal(2, _climb.Calls.Count);
    }

    [Fact]
    public void Ladder_IsChangedByAReload_GoesOnByTheNewSteps()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder(
            "high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call), FakeDesk.Step(60, LadderTargets.NextLevel, Way.Sms));

        _climb.Climb.Reschedule();
        _climb.Run();
        _climb.Pass(100 * Minute);

        Assert.Equal(["60 town-holder Sms: a"], _climb.Called.Skip(2));
    }

    [Fact]
    public void Ladder_GainsTimesByAReload_WhatWasAnsweredBeforeHasThem()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Acknowledge("a");
        _climb.Pass(10 * Minute);
        Assert.Null(_climb.State("a"));
        _climb.Desk.Ladders[Severity.High] = _climb.Desk.Ladders[Severity.High] with { OnSite = 10 * Minute, ReAlarm = 60 * Minute };

        _climb.Climb.Reschedule();
        _climb.Run();
        _climb.Pass(9 * Minute);
        Assert.Equal(2, _climb.Calls.Count);
        _climb.Pass(2 * Minute);

        Assert.Equal(["1200 town-holder Call: a"], _climb.Called.Skip(2));
        _climb.Pass(50 * Minute);
        Assert.Equal(IncidentState.Unacknowledged, _climb.Find("a").State);
    }

    [Fact]
    public void Ladder_IsRemovedAndComesBack_NobodyIsCalledBetween()
    {
        Ladder ladder = _climb.Desk.Ladders[Severity.High];
        _climb.Open(TestIncident.Create("a"));
        _climb.Desk.Ladders.Clear();
        _climb.Climb.Reschedule();
        _climb.Run();
        _climb.Pass(100 * Minute);
        Assert.Equal(2, _climb.Calls.Count);

        _climb.Desk.Ladders[Severity.High] = ladder;
        _climb.Climb.Reschedule();
        _climb.Run();

        Assert.Equal(4, _climb.Calls.Count);
    }

    [Fact]
    public void NobodyOnDuty_TheRoleIsCalled_AndCounted()
    {
        _climb.Desk.Chain = [.. _climb.Desk.Chain.Select(level => level with { Holders = [], Deputies = [] })];
        _climb.Open(TestIncident.Create("a"));
        Assert.Equal(["0 village-duty Call: a", "0 village-duty App: a"], _climb.Called);
        _climb.Desk.Chain = [];
        _climb.Open(TestIncident.Create("b"));

        Assert.Equal(["0  Call: b", "0  App: b"], _climb.Called.Skip(2));
        Assert.Equal(4, _climb.Counters.Nobody);
        Assert.Contains("没有值守岗位负责 no duty answers for it", _climb.History("b"), StringComparison.Ordinal);
    }

    [Fact]
    public void NoChannel_IsSaidAndCounted_AndTheLadderGoesOn()
    {
        _climb.Mute.Add(Way.Call);
        _climb.Open(TestIncident.Create("a"));

        Assert.Contains("escalation no-channel 电话 call: village-holder", _climb.History("a"), StringComparison.Ordinal);
        Assert.Equal(1, _climb.Counters.NoChannel);
        _climb.Pass(10 * Minute);
        Assert.Equal(4, _climb.Calls.Count);
    }

    [Fact]
    public void ShiftChanged_WhileAPageWaited_WhoeverLeftIsNotCalled()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
        _climb.Open(TestIncident.Create("a"));
        Deliver();
        _climb.Open(TestIncident.Create("b"));
        _climb.Desk.Chain = [.. _climb.Desk.Chain.Select(level => level with { Holders = [FakeDesk.Person("night")] })];

        _climb.Pass(Minute);

        Assert.Equal(["60 village-duty Call: b"], _climb.Called.Skip(1));
    }

    [Fact]
    public void Forget_WithTheIncident_NothingOfItsPagesStays()
    {
        _climb.Open(TestIncident.Create("a"));
        _climb.Acknowledge("a");

        _climb.Database.Write(connection => Worker.Escalation.PageStore.Forget(connection, TestClimb.Full("a")));

        Assert.Empty(_climb.Pages("a"));
        Assert.Equal(0, _climb.Database.Read(connection => Dapper.SqlMapper.ExecuteScalar<long>(
            connection, "SELECT (SELECT count(*) FROM page_call) + (SELECT count(*) FROM page_entry) + (SELECT count(*) FROM escalation)")));
    }

    /// <summary>The receiver takes everything.</summary>
    private void Deliver()
    {
        foreach (OutboxEntry entry in _climb.Pending)
            _climb.Outbox.Settle([new Settlement(entry, "delivered", null, 0)]);
    }
}
