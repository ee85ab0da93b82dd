using Dapper;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Housekeeping;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>What is repeated for as long as nobody answers does not fill the disk.</summary>
public sealed class RepeatTests : IDisposable
{
    private readonly TestClimb _climb = new();

    public void Dispose() => _climb.Dispose();

    public RepeatTests()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder(
            "high", TimeSpan.FromMinutes(1), FakeDesk.Step(0, LadderTargets.Duty, Way.Call), FakeDesk.Step(60, LadderTargets.Duty, Way.Call, Way.Screen));
        _climb.Target = call => call.Way == Way.Screen ? PageTarget.Screen("town", call.Incidents[0].Id) : PageTarget.Person(call.Person!.Id);
        _climb.Open(TestIncident.Create("a"));
    }

    [Fact]
    public void History_KeepsTheFirstAndTheLastOfEachRepetition()
    {
        PassAndDeliver(minutes: 20);

        Assert.Equal(
            [
                "telemetry raised {}",
                "escalation step 第 1 步,共 2 步 step 1 of 2",
                "escalation called 电话 call: village-holder village-holder (village village), 第 1 步 step 1",
                "page delivered person/village-holder: 200",
                "escalation step 第 2 步,共 2 步 step 2 of 2",
                "escalation called 电话 call: village-holder village-holder (village village), 第 2 步 step 2",
                "escalation called 大屏 screen: village village, 第 2 步 step 2",
                $"page delivered screen/town/{TestClimb.Full("a")}: 200",
                "escalation step 第 2 步,共 2 步 step 2 of 2, 第 19 次重复 repeat 19",
                "escalation called 电话 call: village-holder village-holder (village village), 第 2 步 step 2, 第 19 次重复 repeat 19",
                "escalation called 大屏 screen: village village, 第 2 步 step 2, 第 19 次重复 repeat 19",
                $"page delivered screen/town/{TestClimb.Full("a")}: 200",
                "page delivered person/village-holder: 200",
            ],
            _climb.History("a").Split('\n'));
    }

    [Fact]
    public void History_OfBeforeAPersonsStep_StaysAsItIs()
    {
        PassAndDeliver(minutes: 5);
        _climb.Writer.Take(TestClimb.Full("a"), new StepRequest(IncidentStep.Comment, "li", StepChannel.Api) { Note = "I look" });
        PassAndDeliver(minutes: 5);

        string history = _climb.History("a");
        Assert.Contains("step 2 of 2, 第 4 次重复 repeat 4\n", history, StringComparison.Ordinal);
        Assert.Contains("step 2 of 2, 第 9 次重复 repeat 9\n", history, StringComparison.Ordinal);
        Assert.DoesNotContain("repeat 8", history, StringComparison.Ordinal);
    }

    [Fact]
    public void Screen_IsOneEntryThatIsSentAgain()
    {
        PassAndDeliver(minutes: 10);
        Assert.Equal(1, Count("outbox WHERE target LIKE 'screen/%'"));

        _climb.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(1, Count("outbox WHERE target LIKE 'screen/%'"));
        Assert.Contains(_climb.Pending, entry => PageTarget.IsScreen(entry.Target));
        Assert.Equal(11, _climb.Calls.Count(c => c.Call.Way == Way.Screen));
    }

    [Fact]
    public void Housekeeping_OfAnOpenIncident_LeavesTheFirstCallsAndTheRestForAsLongAsItIsTold()
    {
        PassAndDeliver(minutes: 90);
        Assert.InRange(Count("page"), 2 * 90, 2 * 90 + 5);

        Clean(new AlertHistory(_climb.Database, new AlertsOptions { KeepRepeats = TimeSpan.FromHours(1) }));

        Assert.Equal(2, Count("page WHERE round = 0 AND way = 'call'"));
        Assert.InRange(Count("page"), 2 * 60, 2 * 60 + 5);
        Assert.InRange(Count("outbox WHERE target LIKE 'person/%'"), 60, 60 + 5);
        Assert.Equal(1, Count("outbox WHERE target LIKE 'screen/%'"));
        Assert.Equal(0, Count("page_entry WHERE NOT EXISTS (SELECT 1 FROM page WHERE page.call = page_entry.call)"));
        Assert.Equal(0, Count("page_call WHERE NOT EXISTS (SELECT 1 FROM page WHERE page.call = page_call.key)"));
        _climb.Acknowledge("a");
        Assert.Null(_climb.State("a"));
    }

    [Fact]
    public void Housekeeping_WhatIsNotDelivered_IsLeftAndTakenBackByAnAnswer()
    {
        PassAndDeliver(minutes: 3);
        _climb.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, _climb.Pending.Count);

        new AlertHistory(_climb.Database, new AlertsOptions()).DeleteSome(_climb.Time.GetUtcNow() + TimeSpan.FromDays(9));

        Assert.Equal(2, _climb.Pending.Count);
        _climb.Acknowledge("a");
        Assert.DoesNotContain(_climb.Pending, entry => PageTarget.IsCall(entry.Target));
    }

    private void PassAndDeliver(int minutes)
    {
        for (int i = 0; i < minutes; i++)
        {
            Deliver();
            _climb.Pass(TimeSpan.FromMinutes(1));
        }

        Deliver();
    }

    private void Deliver() =>
        _climb.Outbox.Settle([.. _climb.Pending.Select(entry => new Settlement(entry, "delivered", "200", _climb.Time.GetUtcNow().ToUnixTimeMilliseconds()))]);

    private void Clean(AlertHistory history)
    {
        while (history.DeleteSome(_climb.Time.GetUtcNow()))
        {
        }
    }

    private int Count(string what) => _climb.Database.Read(connection => connection.ExecuteScalar<int>($"SELECT count(*) FROM {what}"));
}
