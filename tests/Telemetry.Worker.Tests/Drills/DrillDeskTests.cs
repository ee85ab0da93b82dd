using Dapper;
using Telemetry.Alerting.Escalation;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Drills;

public sealed class DrillDeskTests
{
    [Fact]
    public async Task PageMe_CallsInEveryWayThroughTheOutboxAndKeepsWhatCameOfEach()
    {
        using var drills = new TestDrills();
        drills.Roster.Ways = [Way.Call, Way.Sms];
        Drill drill = drills.Desk.PageMe("zhang", "administrator")!;
        var channel = new ScriptedChannel(entry => new SendResult(entry.Key.Contains("/call/", StringComparison.Ordinal) ? SendOutcome.Delivered : SendOutcome.Refused, "so it said"));
        using var runner = new OutboxRunner(drills.Outbox, channel, drills.Clock, new ListLogger<OutboxRunner>());

        await runner.SendDueAsync(default);

        DrillReport report = drills.Desk.Find(drill.Id)!;
        Assert.Equal(["Call", "Sms"], report.Calls.Select(call => call.Way.ToString()));
        DrillEntry call = Assert.Single(report.Calls[0].Entries);
        Assert.Equal((true, true, "delivered", "so it said"), (call.IsSent, call.IsDelivered, call.State, call.Detail));
        DrillEntry sms = Assert.Single(report.Calls[1].Entries);
        Assert.Equal((true, false, "pending"), (sms.IsSent, sms.IsDelivered, sms.State));
        // A delivery receipt is no answer.
        Assert.Equal(DrillState.Running, report.Drill.State);

        DrillAnswer answer = drills.Desk.Answer(drill.Id, "zhang", false, "call", null);

        Assert.Equal((DrillAnswerOutcome.Taken, DrillState.Answered, "zhang", "call"), (answer.Outcome, answer.Drill!.State, answer.Drill.AnsweredBy, answer.Drill.AnsweredThrough));
        Assert.Equal("expired", drills.Desk.Find(drill.Id)!.Calls[1].Entries[0].State);
        Assert.Equal(
            ["page-me zhang by administrator", $"drill-answer {drill.Id} by zhang"],
            drills.Database.Read(connection => connection.Query<string>("SELECT action || ' ' || subject || ' by ' || who FROM audit ORDER BY number").ToList()));
    }

    [Fact]
    public void PageMe_WhileOneWaits_IsThatOne()
    {
        using var drills = new TestDrills();
        string first = drills.Desk.PageMe("zhang", "zhang")!.Id;

        Assert.Equal(first, drills.Desk.PageMe("zhang", "zhang")!.Id);
        Assert.NotEqual(first, drills.Desk.PageMe("li", "li")!.Id);
        drills.Desk.Answer(first, "zhang", false, "page", null);
        Assert.NotEqual(first, drills.Desk.PageMe("zhang", "zhang")!.Id);
        Assert.Null(drills.Desk.PageMe("nobody", "zhang"));
    }

    [Fact]
    public void Answer_OnlyOfWhoeverWasCalledOrAnOperator_AndOnce()
    {
        using var drills = new TestDrills();
        string id = drills.Desk.PageMe("zhang", "zhang")!.Id;

        Assert.Equal(DrillAnswerOutcome.NotCalled, drills.Desk.Answer(id, "li", false, "page", null).Outcome);
        Assert.Equal(DrillAnswerOutcome.Unknown, drills.Desk.Answer("drill-0", "li", true, "page", null).Outcome);
        Assert.Equal(DrillState.Running, drills.Desk.Find(id)!.Drill.State);
        Assert.Equal(DrillAnswerOutcome.Taken, drills.Desk.Answer(id, "operator", true, "page", "spoke with them").Outcome);
        DrillAnswer late = drills.Desk.Answer(id, "zhang", false, "page", null);
        Assert.Equal((DrillAnswerOutcome.AlreadyAnswered, "operator"), (late.Outcome, late.Drill!.AnsweredBy));
    }

    [Fact]
    public void CallDuty_TheSameWeekAgain_IsNone()
    {
        using var drills = new TestDrills("a");

        Assert.NotNull(drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W47"));
        int calls = drills.Outbox.Pending("webhook").Count;
        Assert.Null(drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W47"));

        Assert.Equal(calls, drills.Outbox.Pending("webhook").Count);
        Assert.NotNull(drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W48"));
    }

    [Fact]
    public void DeleteSome_Old_GoesWithItsCallsAndMessages()
    {
        using var drills = new TestDrills("a");
        string id = drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W47")!.Id;
        long later = drills.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        Assert.Equal(0, drills.Database.Write(connection => DrillStore.DeleteSome(connection, later, 100)));
        drills.Desk.Miss(id);

        Assert.Equal(1, drills.Database.Write(connection => DrillStore.DeleteSome(connection, later, 100)));

        Assert.Null(drills.Desk.Find(id));
        Assert.Equal(0, drills.Database.Read(connection => connection.ExecuteScalar<int>("SELECT (SELECT count(*) FROM drill_call) + (SELECT count(*) FROM outbox)")));
    }

    private sealed class ScriptedChannel(Func<OutboxEntry, SendResult> answer) : INotificationChannel
    {
        public string Name => ChannelName.Webhook;

        public Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken) => Task.FromResult(answer(entry));
    }
}
