using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

/// <summary>The worker was down, or its rule engine was, and the journal has hours to be judged.</summary>
public sealed class CatchUpTests
{
    [Fact]
    public async Task OverByNow_IsClosedHistoryThatPagesNobody()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.9, 0.1, 0.1, 0.1, 0.9);
        alerts.Ingest.Time.Advance(TimeSpan.FromHours(3));

        await alerts.JudgeAsync();

        Incident over = Assert.Single(alerts.Incidents);
        Assert.Equal((IncidentState.Closed, null), (over.State, over.AcknowledgedBy));
        Assert.Empty(alerts.Outbox.Pending(ChannelName.Webhook));
        Assert.Equal(["raised by rules", "cleared by rules"], alerts.History(over.Id));
    }

    [Fact]
    public async Task StillStandsAtTheEnd_IsPagedThen()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.9, 0.1, 0.1, 0.1);
        alerts.Ingest.Time.Advance(TimeSpan.FromHours(3));

        await alerts.JudgeAsync();
        await Eventually.TrueAsync(() => !alerts.Incidents[0].Held);

        Incident stands = Assert.Single(alerts.Incidents);
        Assert.Equal(IncidentState.Unacknowledged, stands.State);
        Assert.Equal([$"{stands.Id}/raised"], alerts.Outbox.Pending(ChannelName.Webhook).Select(e => e.Key));
        Assert.Equal(["raised by rules", "still-stands by rules"], alerts.History(stands.Id));
    }

    [Fact]
    public async Task OverByNow_BehindAnotherCity_IsClosedHistoryThatPagesNobody()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.9, 0.1, 0.1, 0.1);
        alerts.Switch(TestCity.Load(TestCity.Places + "\n  - { id: hs-0, system: heating, kind: station, site: here, title: { zh: 零, en: Zero } }\n"));
        alerts.Pressures(0.9);
        alerts.Ingest.Time.Advance(TimeSpan.FromHours(3));

        await alerts.JudgeAsync();

        Assert.Equal(IncidentState.Closed, Assert.Single(alerts.Incidents).State);
        Assert.Empty(alerts.Outbox.Pending(ChannelName.Webhook));
    }

    [Fact]
    public async Task OverByNow_ItsEndNotYetOnDisk_IsClosedHistoryThatPagesNobody()
    {
        await using var alerts = new TestAlerts(linger: TimeSpan.FromMilliseconds(100));
        alerts.Pressures(0.9, 0.1, 0.1, 0.1);
        await alerts.Ingest.Journal.CommitAsync();
        alerts.Pressures(0.9);
        alerts.Ingest.Time.Advance(TimeSpan.FromHours(3));

        await alerts.JudgeAsync();

        Assert.Equal(IncidentState.Closed, Assert.Single(alerts.Incidents).State);
        Assert.Empty(alerts.Outbox.Pending(ChannelName.Webhook));
    }

    [Fact]
    public async Task LifeSafety_IsPagedAtOnceHoweverOld()
    {
        await using var alerts = new TestAlerts();
        alerts.Intrusion();
        alerts.Ingest.Receive(TestCity.Camera + "/event", $$"""{"ts":{{alerts.Ingest.NowMs}},"event":"cleared","zone":"z1"}""");
        alerts.Ingest.Time.Advance(TimeSpan.FromHours(3));

        await alerts.JudgeAsync();

        Incident person = Assert.Single(alerts.Incidents);
        Assert.Equal(IncidentState.ReturnedUnacknowledged, person.State);
        Assert.Contains($"{person.Id}/raised", alerts.Outbox.Pending(ChannelName.Webhook).Select(e => e.Key));
    }

    [Fact]
    public async Task WithinTheTimeThatIsHeld_IsPagedAtOnce()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.9, 0.1, 0.1, 0.1, 0.9);
        alerts.Ingest.Time.Advance(TimeSpan.FromMinutes(4));

        await alerts.JudgeAsync();

        Assert.Equal(IncidentState.ReturnedUnacknowledged, Assert.Single(alerts.Incidents).State);
    }

    [Fact]
    public async Task Transitions_TellTheHistoryInItsOwnWords()
    {
        await using var alerts = new TestAlerts();
        Rule rule = TestCity.Compile(alerts.Ingest.City).Rules.Single(r => r.Id == "low");
        var raised = new Transition { Id = "0123456789abcdef", Kind = TransitionKind.Raised, Rule = rule, Device = alerts.Ingest.City.FindDevice("hs-1")!, Position = 1, AtMs = alerts.Ingest.NowMs, Backlog = true };
        Transition[] life =
        [
            raised,
            raised with { Kind = TransitionKind.Changed, Position = 2, Backlog = false, Occurrences = 1 },
            raised with { Kind = TransitionKind.Changed, Position = 3, Backlog = false, Occurrences = 1, Severity = Severity.Critical },
            raised with { Kind = TransitionKind.Changed, Position = 4, Backlog = false, Occurrences = 1, Severity = Severity.Critical, Group = "aaaabbbbccccdddd" },
            raised with { Kind = TransitionKind.Changed, Position = 5, Backlog = false, Occurrences = 1, Severity = Severity.High, OpenedAtMs = 5, Corrected = true, Group = "aaaabbbbccccdddd" },
            raised with { Kind = TransitionKind.Changed, Position = 6, Backlog = false, Occurrences = 4 },
            raised with { Kind = TransitionKind.Cleared, Position = 7, Backlog = false },
        ];

        alerts.Writer.Write(life, [], []);

        Incident incident = Assert.Single(alerts.Incidents);
        Assert.Equal((Severity.Critical, 4, 5L, true, IncidentState.ReturnedUnacknowledged), (incident.Severity, incident.Occurrences, incident.OpenedAtMs, incident.Corrected, incident.State));
        Assert.Equal(["raised", "still-stands", "severity", "grouped", "corrected", "ungrouped", "cleared"], alerts.History(incident.Id).Select(line => line.Split(' ')[0]));
        Assert.Equal(["raised", "severity-critical", "cleared"], alerts.Outbox.Pending(ChannelName.Webhook).OrderBy(e => e.Key.Length).Select(e => e.Key.Split('/')[1]).OrderBy(key => key == "cleared" ? 2 : key == "raised" ? 0 : 1));
    }

    [Fact]
    public async Task Member_IsClosedByItsEndAndTellsNobody()
    {
        await using var alerts = new TestAlerts();
        Rule rule = TestCity.Compile(alerts.Ingest.City).Rules.Single(r => r.Id == "low");
        var raised = new Transition { Id = "0123456789abcdef", Kind = TransitionKind.Raised, Rule = rule, Device = alerts.Ingest.City.FindDevice("hs-1")!, Position = 1, AtMs = alerts.Ingest.NowMs, Group = "aaaabbbbccccdddd" };

        alerts.Writer.Write([raised, raised with { Kind = TransitionKind.Cleared, Position = 2 }], [], []);

        Assert.Equal(IncidentState.Closed, Assert.Single(alerts.Incidents).State);
        Assert.Empty(alerts.Outbox.Pending(ChannelName.Webhook));
        Assert.Equal("0123456789abcdef", Assert.Single(alerts.Database.Read(connection => IncidentStore.Members(connection, "aaaabbbbccccdddd"))).Id);
        Assert.Empty(alerts.Database.Read(connection => IncidentStore.List(connection, IncidentStates.All, 10, withMembers: false)));
    }

    [Fact]
    public async Task MemberThatWasRaisedByItself_TellsItsEnd()
    {
        await using var alerts = new TestAlerts();
        Transition raised = Raised(alerts);

        alerts.Writer.Write([raised, raised with { Kind = TransitionKind.Changed, Position = 2, Group = "aaaabbbbccccdddd" }], [], []);
        foreach (OutboxEntry entry in alerts.Outbox.Pending(ChannelName.Webhook))
            alerts.Outbox.Settle([new Settlement(entry, "delivered", null, alerts.Ingest.NowMs)]);
        alerts.Writer.Write([raised with { Kind = TransitionKind.Cleared, Position = 3, Group = "aaaabbbbccccdddd" }], [], []);

        Assert.Equal(["0123456789abcdef/cleared"], alerts.Outbox.Pending(ChannelName.Webhook).Select(e => e.Key));
    }

    [Theory]
    [InlineData(false, 0, null, IncidentState.ReturnedUnacknowledged)]
    [InlineData(true, 0, null, IncidentState.Closed)]
    [InlineData(false, 1, null, IncidentState.Closed)]
    [InlineData(false, 0, "aaaabbbbccccdddd", IncidentState.Closed)]
    public async Task RuleOrDeviceIsGone_WhatNobodyWasToldOfIsClosed(bool isBacklog, int held, string? group, IncidentState expected)
    {
        await using var alerts = new TestAlerts();
        Transition raised = Raised(alerts) with { Backlog = isBacklog, Group = group };

        alerts.Writer.Write([raised], [], [new EndedCondition(raised.Id, 2, null, "gone")], held);

        Assert.Equal(expected, Assert.Single(alerts.Incidents).State);
    }

    private static Transition Raised(TestAlerts alerts) => new()
    {
        Id = "0123456789abcdef",
        Kind = TransitionKind.Raised,
        Rule = TestCity.Compile(alerts.Ingest.City).Rules.Single(r => r.Id == "low"),
        Device = alerts.Ingest.City.FindDevice("hs-1")!,
        Position = 1,
        AtMs = alerts.Ingest.NowMs,
    };
}
