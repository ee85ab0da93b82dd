using Dapper;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

public sealed class AlertRunnerTests
{
    [Fact]
    public async Task LowPressure_OpensAnIncidentThatIsAnsweredAndCloses()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.9, 0.1, 0.1, 0.1);
        await alerts.JudgeAsync();

        Incident opened = Assert.Single(alerts.Incidents);
        Assert.Equal(("low", "hs-1", Severity.High, IncidentState.Unacknowledged), (opened.RuleId, opened.DeviceId, opened.Severity, opened.State));
        StepResult? answered = alerts.Writer.Acknowledge(opened.Id, "li", "on my way", opened.Version);
        Assert.True(answered!.IsTaken);
        alerts.Pressures(0.9);
        await alerts.JudgeAsync();

        Incident closed = Assert.Single(alerts.Incidents);
        Assert.Equal((IncidentState.Closed, "li", alerts.Ingest.NowMs), (closed.State, closed.AcknowledgedBy, closed.ClearedAtMs));
        Assert.Equal(["raised by rules", "acknowledged by li", "cleared by rules"], alerts.History(opened.Id));
        Assert.Equal([$"{opened.Id}/raised", $"{opened.Id}/cleared"], alerts.Outbox.Pending(ChannelName.Webhook).OrderBy(e => e.CreatedAt).Select(e => e.Key));
        Assert.Equal(3, alerts.Outbox.Pending(ChannelName.Line).Count);
    }

    [Theory]
    [InlineData("09000000", "has format 9")]
    [InlineData("01", "DELETE FROM checkpoint")]
    [InlineData("0100000000000000544C524309000000", "has version 9")]
    public async Task Start_CheckpointThatIsNewerOrBroken_IsRefusedWithTheWayBack(string state, string why)
    {
        await using var alerts = new TestAlerts();
        alerts.Database.Write(connection => { connection.Execute($"INSERT INTO checkpoint VALUES('all', 0, x'{state}')"); });

        await alerts.Runner.StartAsync(default);

        var refused = await Assert.ThrowsAsync<CheckpointException>(() => alerts.Runner.ExecuteTask!);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Start the version that wrote it, restore a backup, or", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeptCopyOfAnEvent_IsNotANewOne()
    {
        await using var alerts = new TestAlerts();
        alerts.Intrusion();
        await alerts.JudgeAsync();
        Assert.Single(alerts.Incidents);
        KeptRecord first = Assert.Single(await alerts.Ingest.Journal.ReadAsync());
        long? heardAt = alerts.Live.Of(alerts.Ingest.City.FindDevice(first.Device)!).LastReceivedAtMs;

        // An hour later the journal is full and carries it over: neither an intrusion nor a sign of life.
        alerts.Ingest.Time.Advance(TimeSpan.FromHours(1));
        alerts.Ingest.Journal.Journal.Append(
            first.Header with { Flags = RecordFlags.Kept, ReceivedAtMs = alerts.Ingest.NowMs }, System.Text.Encoding.UTF8.GetBytes(first.Device), first.Body);
        await alerts.JudgeAsync();

        Assert.Equal(first.Position, Assert.Single(alerts.Incidents).Position);
        Assert.Equal(heardAt, alerts.Live.Of(alerts.Ingest.City.FindDevice(first.Device)!).LastReceivedAtMs);
        Assert.Equal(0, alerts.Runner.Unreadable);
    }

    [Fact]
    public async Task Checkpoint_NothingComesAnyMore_IsStillWritten()
    {
        // A full journal commits nothing more before this reader has saved what it passed.
        await using var alerts = new TestAlerts(TimeSpan.FromMilliseconds(20));
        alerts.Pressures(0.9, 0.9);
        await alerts.JudgeAsync();

        await Eventually.TrueAsync(() => alerts.Checkpoint == 2);
    }

    [Fact]
    public async Task Restart_FromTheCheckpoint_GoesOnInTheMiddleOfACondition()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1);
        await alerts.JudgeAsync();
        Assert.Empty(alerts.Incidents);
        await alerts.RestartAsync();
        Assert.Equal(2, alerts.Checkpoint);

        alerts.Pressures(0.1);
        await alerts.JudgeAsync();

        Incident opened = Assert.Single(alerts.Incidents);
        Assert.Equal(2, opened.Position);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashWithoutCheckpoint_MakesTheSameIncidentAndNoSecondNotification(bool isAnswered)
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1, 0.1);
        alerts.Intrusion();
        await alerts.JudgeAsync();
        string[] ids = [.. alerts.Incidents.Select(i => i.Id).Order()];
        Assert.Equal(2, ids.Length);
        if (isAnswered)
        {
            foreach (string id in ids)
                alerts.Writer.Acknowledge(id, "li", null, null);
            alerts.Pressures(0.9);
            await alerts.JudgeAsync();
        }

        foreach (OutboxEntry entry in alerts.Outbox.Pending(ChannelName.Webhook))
            alerts.Outbox.Settle([new Settlement(entry, "delivered", null, alerts.Ingest.NowMs)]);
        string before = State(alerts);

        await alerts.RestartAsync(loseCheckpoint: true);
        await alerts.JudgeAsync();

        Assert.Equal(ids, alerts.Incidents.Select(i => i.Id).Order());
        Assert.Equal(before, State(alerts));
        Assert.Empty(alerts.Outbox.Pending(ChannelName.Webhook));
    }

    [Fact]
    public async Task Intrusion_SendsTheVoiceCommandOfItsRule()
    {
        await using var alerts = new TestAlerts();

        alerts.Intrusion();
        await alerts.JudgeAsync();

        Incident incident = Assert.Single(alerts.Incidents);
        Assert.Contains("\"zone\":\"z1\"", incident.Attributes, StringComparison.Ordinal);
        Assert.True(incident.LifeSafety);
        OutboxEntry command = Assert.Single(alerts.Outbox.Pending(ChannelName.Command));
        Assert.Equal((incident.Id + "-voice", "cam-1", alerts.Ingest.NowMs + 30_000), (command.Key, command.Target, command.ExpiresAt));
    }

    [Fact]
    public async Task Intrusion_OfACameraWhoseClockIsSlow_SendsTheCommandInTime()
    {
        await using var alerts = new TestAlerts();

        alerts.Ingest.Receive(TestCity.Camera + "/event", $$"""{"ts":{{alerts.Ingest.NowMs - 31_000}},"event":"intrusion","zone":"z1","confidence":0.9}""");
        await alerts.JudgeAsync();

        Assert.Equal(alerts.Ingest.NowMs + 30_000, Assert.Single(alerts.Outbox.Pending(ChannelName.Command)).ExpiresAt);
    }

    [Fact]
    public async Task Reply_OfTheDeviceItself_EndsTheCommand()
    {
        await using var alerts = new TestAlerts();
        alerts.Intrusion();
        await alerts.JudgeAsync();
        string id = Assert.Single(alerts.Incidents).Id;

        alerts.Ingest.Receive(TestCity.Camera + "/command/reply", $$"""{"id":"{{id}}-voice","state":"accepted"}""");
        await alerts.JudgeAsync();
        Assert.Single(alerts.Outbox.Pending(ChannelName.Command));
        alerts.Ingest.Receive(TestCity.Camera + "/command/reply", $$"""{"id":"{{id}}-voice","state":"done","detail":"spoken"}""");
        await alerts.JudgeAsync();

        Assert.Empty(alerts.Outbox.Pending(ChannelName.Command));
        Assert.Equal(["raised by rules", "delivered by command"], alerts.History(id));
    }

    [Fact]
    public async Task Reply_ToWhatIsNotItsOwn_ChangesNothing()
    {
        await using var alerts = new TestAlerts();
        alerts.Intrusion();
        await alerts.JudgeAsync();
        string id = Assert.Single(alerts.Incidents).Id;

        alerts.Ingest.Receive("city/town/water-safety/cam-2/command/reply", $$"""{"id":"{{id}}-voice","state":"done"}""");
        alerts.Ingest.Receive(TestCity.Camera + "/command/reply", $$"""{"id":"{{id}}/raised","state":"done"}""");
        alerts.Ingest.Receive(TestCity.Camera + "/command/reply", """{"id":"unknown","state":"failed"}""");
        await alerts.JudgeAsync();

        Assert.Single(alerts.Outbox.Pending(ChannelName.Command));
        Assert.Single(alerts.Outbox.Pending(ChannelName.Webhook));
        Assert.Equal(["raised by rules"], alerts.History(id));
    }

    [Fact]
    public async Task Status_IsASignOfLifeOnlyWhenTheDeviceItselfSaysItNow()
    {
        await using var alerts = new TestAlerts();
        Device station = alerts.Ingest.City.FindDevice("hs-1")!;

        alerts.Ingest.Journal.Append(RecordKind.Status, "hs-1", """{"online":true}""", flags: RecordFlags.Retained);
        await alerts.JudgeAsync();
        Assert.Equal(new LiveDevice(null, true), alerts.Live.Of(station));
        alerts.Ingest.Journal.Append(RecordKind.Status, "hs-1", """{"online":true}""", atMs: 5_000);
        await alerts.JudgeAsync();
        Assert.Equal(new LiveDevice(5_000, true), alerts.Live.Of(station));
        alerts.Ingest.Journal.Append(RecordKind.Status, "hs-1", """{"online":false}""", atMs: 9_000, flags: RecordFlags.Will);
        await alerts.JudgeAsync();
        Assert.Equal(new LiveDevice(5_000, false), alerts.Live.Of(station));
    }

    [Fact]
    public async Task RecordsThatCannotBeJudged_AreCountedAndToldOnce()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Journal.Append(RecordKind.Reading, "gone-1", "heating,device=gone-1 flow=1 1");
        alerts.Ingest.Journal.Append(RecordKind.Reading, "hs-1", "no line at all");
        alerts.Ingest.Journal.Append(RecordKind.Reading, "hs-1", "heating,device=hs-1 flow= 1");
        alerts.Ingest.Journal.Append(RecordKind.Status, "hs-1", "broken");
        alerts.Ingest.Journal.Append(RecordKind.Event, "", "incident,device=hs-1 id=\"x\" 1");
        alerts.Pressures(0.9);

        await alerts.JudgeAsync();

        Assert.Equal(4, alerts.Runner.Unreadable);
        Assert.Single(alerts.Logger.Lines);
        Assert.Contains("'gone-1' cannot be judged", alerts.Logger.Lines[0], StringComparison.Ordinal);
        Assert.Equal(0.9, alerts.Live.Values(alerts.Ingest.City.FindDevice("hs-1")!)[0].Value);
    }

    [Fact]
    public async Task BadValue_IsShownAndNeverReachesARule()
    {
        await using var alerts = new TestAlerts();

        alerts.Pressures(-5, -5, -5, -5);
        await alerts.JudgeAsync();

        Assert.Empty(alerts.Incidents);
        LiveValue shown = Assert.Single(alerts.Live.Values(alerts.Ingest.City.FindDevice("hs-1")!));
        Assert.Equal((-5.0, "bad"), (shown.Value, shown.Quality));
    }

    [Fact]
    public async Task Acknowledge_TwiceOrOfAnOldVersion_IsRefusedAndAudited()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1, 0.1);
        await alerts.JudgeAsync();
        string id = Assert.Single(alerts.Incidents).Id;

        Assert.Null(alerts.Writer.Acknowledge("nothing", "li", null, null));
        Assert.Equal(RefusalReason.VersionConflict, alerts.Writer.Acknowledge(id, "li", null, 99)!.Refusal!.Reason);
        Assert.True(alerts.Writer.Acknowledge(id, "li", "coming", 1)!.IsTaken);
        Assert.Equal(RefusalReason.AlreadyAcknowledged, alerts.Writer.Acknowledge(id, "wang", null, null)!.Refusal!.Reason);

        Assert.Equal(
            ["li: refused: it has changed since you looked at it; look again", "li: coming", "wang: refused: already acknowledged by li"],
            alerts.Database.Read(connection => connection.Query<string>("SELECT who || ': ' || detail FROM audit WHERE action = 'acknowledge' ORDER BY number").ToList()));
        Assert.Equal(["raised by rules", "acknowledged by li"], alerts.History(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DatabaseCannotBeWrittenForAWhile_LosesNoAlarm(bool stopsMeanwhile)
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.9);
        await alerts.JudgeAsync();
        using (new AbsentDatabase(alerts.Ingest.Journal["alerts.db"], alerts.Database))
        {
            alerts.Pressures(0.1, 0.1, 0.1);
            await Eventually.TrueAsync(() => alerts.Logger.Lines.Count > 0 || alerts.Runner.ExecuteTask!.IsCompleted);
            Assert.Contains("alerts.db cannot be written", Assert.Single(alerts.Logger.Lines), StringComparison.Ordinal);
            if (stopsMeanwhile)
                await alerts.RestartAsync();
        }

        await alerts.JudgeAsync();

        Assert.Equal("low", Assert.Single(alerts.Incidents).RuleId);
        Assert.Single(alerts.Outbox.Pending(ChannelName.Webhook));
    }

    /// <summary>Everything that a second notification or a second step would show in.</summary>
    private static string State(TestAlerts alerts) =>
        string.Join('\n', alerts.Incidents.Select(i => $"{i} {string.Join(", ", alerts.History(i.Id))}").Concat(
            alerts.Outbox.Counts().Select(c => c.ToString())));
}
