using Dapper;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

/// <summary>What the rule engine makes of a record that puts another city in force.</summary>
public sealed class CitySwitchTests
{
    private static readonly City WithOneMore = TestCity.Load(TestCity.Places + "\n  - { id: hs-0, system: heating, kind: station, site: here, title: { zh: 零, en: Zero } }\n");
    private static readonly City OtherRule = TestCity.Load(heating: TestCity.Heating.Replace("id: low", "id: lower", StringComparison.Ordinal));
    private static readonly City Retired = TestCity.Load(TestCity.Places.Replace("en: One } }", "en: One }, state: retired }", StringComparison.Ordinal));
    private static readonly City Gone = TestCity.Load(TestCity.Places.Replace("id: hs-1,", "id: hs-7,", StringComparison.Ordinal));

    [Fact]
    public async Task Switch_DeviceAndRuleAreTheSame_APendingConditionGoesOn()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1);
        alerts.Switch(WithOneMore);
        alerts.Pressures(0.1);
        await alerts.JudgeAsync();

        Incident opened = Assert.Single(alerts.Incidents);
        Assert.Equal((3, "hs-1"), (opened.Position, opened.DeviceId));
        Assert.Equal(0, alerts.Runner.Unreadable);
    }

    [Fact]
    public async Task Switch_LiveValuesStayAndAreAskedWithTheDevicesOfAnyCity()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1,"mode":"winter"}""");
        await alerts.JudgeAsync();
        Device before = alerts.Ingest.City.FindDevice("hs-1")!;
        IReadOnlyList<string> values = Values(before);
        Assert.Equal(values, Values(WithOneMore.FindDevice("hs-1")!));

        alerts.Switch(WithOneMore);
        await alerts.JudgeAsync();

        Assert.Equal(2, values.Count);
        Assert.Equal(values, Values(WithOneMore.FindDevice("hs-1")!));
        Assert.Equal(values, Values(before));
        Assert.Equal(alerts.Live.Of(before), alerts.Live.Of(WithOneMore.FindDevice("hs-1")!));
        Assert.Empty(Values(WithOneMore.FindDevice("hs-0")!));
        Assert.Empty(Values(Gone.FindDevice("hs-7")!));

        IReadOnlyList<string> Values(Device device) => [.. alerts.Live.Values(device).Select(v => $"{v.Field.Name}={v.Value}")];
    }

    [Theory]
    [InlineData("rule", "There is no rule low any more.")]
    [InlineData("retired", "Device hs-1 is retired.")]
    [InlineData("gone", "Device hs-1 is not in the inventory any more.")]
    public async Task Switch_RuleOrDeviceIsGone_TheIncidentEndsAndSaysWhy(string what, string why)
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1, 0.1);
        await alerts.JudgeAsync();
        Incident opened = Assert.Single(alerts.Incidents);
        alerts.Writer.Acknowledge(opened.Id, "li", null, null);

        alerts.Switch(what switch { "rule" => OtherRule, "retired" => Retired, _ => Gone });
        await alerts.JudgeAsync();

        Incident ended = Assert.Single(alerts.Incidents);
        Assert.Equal((opened.Id, IncidentState.Closed, alerts.Ingest.NowMs), (ended.Id, ended.State, ended.ClearedAtMs));
        IncidentEvent last = alerts.Database.Read(connection => IncidentHistory.Of(connection, opened.Id))[^1];
        Assert.Equal((IncidentWriter.Inventory, "cleared"), (last.Who, last.What));
        Assert.EndsWith(why, last.Detail, StringComparison.Ordinal);
        Assert.Equal(2, alerts.Outbox.Pending(ChannelName.Webhook).Count);
    }

    [Fact]
    public async Task Switch_IncidentRaisedInTheSameBatch_EndsToo()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1, 0.1);
        alerts.Switch(OtherRule);
        await alerts.JudgeAsync();

        Incident ended = Assert.Single(alerts.Incidents);
        Assert.Equal(IncidentState.ReturnedUnacknowledged, ended.State);
        Assert.Equal(["raised by rules", "cleared by inventory"], alerts.History(ended.Id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_EachRecordIsJudgedUnderTheCityInForceAtIt(bool loseCheckpoint)
    {
        await using var alerts = new TestAlerts();
        Worker.Ingest.CityRecord.Append(alerts.Ingest.Journal.Journal, alerts.Ingest.City, alerts.Ingest.NowMs);
        alerts.Pressures(0.1, 0.1, 0.1);
        alerts.Switch(OtherRule);
        alerts.Pressures(0.9, 0.1, 0.1, 0.1);
        await alerts.JudgeAsync();
        string before = State();
        Assert.Equal(["low", "lower"], alerts.Incidents.Select(i => i.RuleId).Order());

        await alerts.RestartAsync(loseCheckpoint);
        await alerts.JudgeAsync();

        Assert.Equal(before, State());
        Assert.Equal(0, alerts.Judges.Missing);

        string State() => string.Join('\n', alerts.Incidents.OrderBy(i => i.Id).Select(i => $"{i} {string.Join(", ", alerts.History(i.Id))}"));
    }

    [Fact]
    public async Task Restart_CheckpointOfTheCityBefore_GoesOnUnderIt()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1);
        await alerts.JudgeAsync();
        await alerts.RestartAsync();
        alerts.Pressures(0.1);

        // The files were changed while the worker was down; what it had not judged yet was said under the old ones.
        alerts.Switch(OtherRule);
        await alerts.RestartAsync();
        await alerts.JudgeAsync();

        Assert.Equal(["raised by rules", "cleared by inventory"], alerts.History(Assert.Single(alerts.Incidents).Id));
    }

    [Fact]
    public async Task Restart_CheckpointOfAnEarlierVersion_IsThatOfTheCityInForce()
    {
        await using var alerts = new TestAlerts();
        alerts.Pressures(0.1, 0.1);
        await alerts.JudgeAsync();
        await alerts.RestartAsync();
        KeptCheckpoint kept = new CheckpointStore(alerts.Database).Find()!;
        alerts.Database.Write(connection => { connection.Execute("UPDATE checkpoint SET state = @state", new { state = kept.State.ToArray() }); });
        Assert.Null(new CheckpointStore(alerts.Database).Find()!.CityHash);

        alerts.Pressures(0.1);
        await alerts.JudgeAsync();

        Assert.Equal(2, Assert.Single(alerts.Incidents).Position);
    }

    [Fact]
    public async Task Switch_KeptCityIsMissing_TheOneBeforeJudgesOnAndItIsTold()
    {
        await using var alerts = new TestAlerts();
        alerts.Switch(OtherRule);
        alerts.Switch(WithOneMore);
        Directory.Delete(Path.Combine(alerts.Ingest.Journal["cities"], OtherRule.ContentHash), recursive: true);
        alerts.Pressures(0.1, 0.1, 0.1);
        await alerts.JudgeAsync();

        Assert.Equal("low", Assert.Single(alerts.Incidents).RuleId);
        Assert.Equal(1, alerts.Judges.Missing);
        string told = Assert.Single(alerts.JudgesLogger.Lines);
        Assert.StartsWith($"Error: The city {OtherRule.ContentHash}, by which records in the journal were made, cannot be had: ", told, StringComparison.Ordinal);
        Assert.Contains("restore the folder", told, StringComparison.Ordinal);
    }
}
