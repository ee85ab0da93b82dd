using System.Text;
using Dapper;
using Telemetry.Alerting.Inputs;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Inputs;

/// <summary>From a message on the topic of inputs over the journal to what rules can see.</summary>
public sealed class InputIntakeTests
{
    private const string Topic = "city/input";
    private const string ColdRun = """{"kind":"mode","scope":{"device":"hs-1"},"value":"cold-run","id":"run-1","note":"试运行"}""";

    [Fact]
    public async Task Mode_Published_IsAcknowledgedFromTheJournalAndReachesTheRules()
    {
        await using var alerts = new TestAlerts();

        Receipt receipt = alerts.Ingest.Receive(Topic, ColdRun, user: "dispatch");
        await alerts.JudgeAsync();

        Assert.True(receipt.IsDurable);
        Assert.Equal((alerts.Ingest.Journal.Log, 0), (receipt.Log, receipt.Position));
        KeptRecord record = Assert.Single(await alerts.Ingest.Journal.ReadAsync());
        Assert.Equal((RecordKind.Input, "hs-1"), (record.Header.Kind, record.Device));
        Assert.Equal(
            $$"""{"kind":"mode","scope":{"device":"hs-1"},"value":"cold-run","from":{{alerts.Ingest.NowMs}},"note":"试运行","id":"run-1","by":"mqtt:dispatch"}""", record.Text);
        Assert.Equal("cold-run", Mode(alerts));
        Assert.StartsWith("mqtt:dispatch input hs-1: mode = cold-run from 2026-", Assert.Single(Audit(alerts)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryAppend_CityChangedSinceItWasJudged_IsJudgedByTheOneInForce()
    {
        await using var alerts = new TestAlerts();
        TestIngest ingest = alerts.Ingest;
        var intake = new InputIntake(ingest.InForce, ingest.Journal.Log, ingest.InputOptions, "city", ingest.Time, ingest.InputLog);
        Assert.Null(intake.Judge(Encoding.UTF8.GetBytes(ColdRun), "li", out InputRecord? record));
        Assert.Equal("not his", intake.TryAppend(record!, _ => "not his", out _));
        ingest.Switch(TestCity.Load(TestCity.Places.Replace("id: hs-1,", "id: hs-7,", StringComparison.Ordinal)));

        Assert.Contains("hs-1", intake.TryAppend(record!, _ => null, out _)!, StringComparison.Ordinal);

        Assert.Equal(RecordKind.City, Assert.Single(await ingest.Journal.ReadAsync()).Header.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_WithAndWithoutCheckpoint_KnowsWhatWasSaidAndItsHistoryOnce(bool loseCheckpoint)
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Receive(Topic, ColdRun, user: "dispatch");
        await alerts.JudgeAsync();

        await alerts.RestartAsync(loseCheckpoint);
        alerts.Ingest.Receive(Topic, """{"kind":"maintenance","scope":{"site":"here"},"value":true}""");
        await alerts.JudgeAsync();

        Assert.Equal("cold-run", Mode(alerts));
        Assert.Equal(2, Audit(alerts).Count);
        IReadOnlyList<TakenInput> history = History(alerts);
        Assert.Equal([("maintenance", "mqtt:anonymous", 1L), ("mode", "mqtt:dispatch", 0L)], history.Select(h => (h.Record.Kind.Label(), h.Record.Principal, h.Position)));
    }

    [Fact]
    public async Task SentTwice_WithAnId_CountsOnce()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Receive(Topic, ColdRun, user: "dispatch");
        alerts.Ingest.Receive(Topic, ColdRun.Replace("cold-run", "heating", StringComparison.Ordinal), user: "dispatch");
        await alerts.JudgeAsync();

        Assert.Equal("cold-run", Mode(alerts));
        Assert.Single(History(alerts));
        Assert.Equal(0, alerts.Runner.Unreadable);
    }

    [Theory]
    [InlineData("""{"kind":"mode","scope":{"device":"hs-1"},"value":"coldrun"}""", "device 'hs-1' has no mode 'coldrun' (did you mean 'cold-run'?)")]
    [InlineData("""{"kind":"mode",""", "the input is not JSON")]
    [InlineData("", "the input is not JSON")]
    public async Task BadInput_IsQuarantinedCountedAndTold(string payload, string why)
    {
        await using var ingest = new TestIngest();

        Receipt receipt = ingest.Receive(Topic, payload, user: "dispatch");
        ingest.Receive(Topic, payload, user: "dispatch");

        Assert.NotNull(receipt.Log);
        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.Equal([RecordKind.Reject, RecordKind.Reject], records.Select(r => r.Header.Kind));
        Assert.Equal(RejectReason.InvalidInput, RejectBody.Read(records[0].Body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> kept));
        Assert.Equal((Topic, payload), (Encoding.UTF8.GetString(topic), Encoding.UTF8.GetString(kept)));
        Assert.Equal(2, ingest.Counters.Rejected(RejectReason.InvalidInput));
        string told = Assert.Single(ingest.InputLog.Lines);
        Assert.Contains("mqtt:dispatch", told, StringComparison.Ordinal);
        Assert.Contains(why, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooMany_OfOnePrincipal_AreAFloodAndNotAnothers()
    {
        await using var ingest = new TestIngest(inputs: new InputsOptions { PerMinute = 5 });

        for (int i = 0; i < 20; i++)
            ingest.Receive(Topic, """{"kind":"away","scope":{"device":"hs-1"},"value":true}""", user: "gone-wild");
        ingest.Receive(Topic, ColdRun, user: "dispatch");
        ingest.Time.Advance(TimeSpan.FromSeconds(12));
        ingest.Receive(Topic, ColdRun, user: "gone-wild");

        Assert.Equal((15L, 0L), (ingest.Counters.Rejected(RejectReason.Flood), ingest.Counters.Rejected(RejectReason.InvalidInput)));
        Assert.Equal(7, (await ingest.Journal.ReadAsync()).Count(record => record.Header.Kind == RecordKind.Input));
    }

    [Fact]
    public async Task Oversize_IsNotRead()
    {
        await using var ingest = new TestIngest(segmentBytes: 4 << 20);

        ingest.Receive(Topic, new byte[new PayloadOptions().MaximumBytes + 1]);

        Assert.Equal(1, ingest.Counters.Rejected(RejectReason.Oversize));
    }

    [Fact]
    public async Task ExternalBroker_DoesNotTellWho_AndWhatItKeptIsNoNews()
    {
        await using var ingest = new TestIngest(retainedIsOld: true);

        ingest.Receive(Topic, ColdRun, retain: true, user: "dispatch");
        ingest.Receive(Topic, ColdRun, isWill: true, user: "dispatch");
        ingest.Receive(Topic, ColdRun, user: "dispatch");

        Assert.EndsWith("\"by\":\"mqtt:city/input\"}", Assert.Single(await ingest.Journal.ReadAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(2, ingest.Counters.RetainedIgnored);
    }

    [Fact]
    public async Task SwitchedOff_TheTopicIsUnknown()
    {
        await using var ingest = new TestIngest();
        ingest.InputOptions.Mqtt = false;

        ingest.Receive(Topic, ColdRun);

        Assert.Equal(1, ingest.Counters.Rejected(RejectReason.UnknownTopic));
    }

    [Fact]
    public async Task InputOfADeviceThatIsGone_OrOfARestore_ChangesNothing()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Journal.Append(RecordKind.Input, "hs-77", """{"kind":"away","scope":{"device":"hs-77"},"value":true,"from":5,"by":"wang"}""");
        alerts.Ingest.Journal.Append(RecordKind.Input, "", """{"restored":"2026-11-01T00:00:00Z"}""", flags: RecordFlags.Restored);
        alerts.Ingest.Journal.Append(RecordKind.Input, "", "damaged");
        await alerts.JudgeAsync();

        Assert.Empty(alerts.Live.Inputs(state => state.All().ToList()));
        Assert.Empty(History(alerts));
        Assert.Equal(1, alerts.Runner.Unreadable);
        Assert.Contains(alerts.Logger.Lines, line => line.Contains("Input 0 of wang cannot be taken: scope: there is no device 'hs-77'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task History_OfADevice_HasWhatItsRulesSaw_AndLongPlansByTheirEnds()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Receive(Topic, $$"""{"kind":"plan","scope":{"site":"here"},"field":"flow","points":[{{string.Join(',', Enumerable.Range(1, 9).Select(i => $"[{alerts.Ingest.NowMs + i},{i}]"))}}]}""");
        alerts.Ingest.Receive(Topic, """{"kind":"weather","scope":{"area":"town"},"name":"rain","value":1}""");
        alerts.Ingest.Receive(Topic, """{"kind":"maintenance","scope":{"area":"town","system":"heating"},"value":true}""");
        alerts.Ingest.Receive(Topic, """{"kind":"permit","scope":{"system":"water-safety"},"value":true}""");
        alerts.Ingest.Receive(Topic, """{"kind":"away","scope":{"device":"hs-2"},"value":true}""");
        await alerts.JudgeAsync();

        IReadOnlyList<TakenInput> history = History(alerts);
        Assert.Equal(["maintenance", "plan"], history.Select(taken => taken.Record.Kind.Label()));
        Assert.Equal((9, 2), (history[1].Points, history[1].Record.Points.Count));
        Area town = alerts.Ingest.City.FindArea("town")!;
        Assert.Equal(4, alerts.Database.Read(connection => InputHistory.Of(connection, alerts.Ingest.City, town, 10, AreaScope.Everything)).Count);
        Assert.Equal(5, alerts.Database.Read(connection => InputHistory.Of(connection, alerts.Ingest.City, null, 10, AreaScope.Everything)).Count);
        Assert.Equal(2, alerts.Database.Write(connection => InputHistory.DeleteSome(connection, alerts.Ingest.NowMs + 1, 2)));
        Assert.Equal(3, alerts.Database.Read(connection => InputHistory.Of(connection, alerts.Ingest.City, null, 10, AreaScope.Everything)).Count);
    }

    private static string? Mode(TestAlerts alerts) =>
        alerts.Live.Inputs(state => state.Mode(alerts.Ingest.City.FindDevice("hs-1")!, alerts.Ingest.NowMs));

    private static IReadOnlyList<TakenInput> History(TestAlerts alerts) =>
        alerts.Database.Read(connection => InputHistory.Of(connection, alerts.Ingest.City.FindDevice("hs-1")!, 10));

    private static List<string> Audit(TestAlerts alerts) =>
        alerts.Database.Read(connection => connection.Query<string>("SELECT who || ' ' || action || ' ' || subject || ': ' || detail FROM audit ORDER BY number").ToList());
}
