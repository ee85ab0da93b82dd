using System.Text;
using System.Text.Json;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Running;

public class FleetTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Start_Device_HasAWillAndSaysThatItIsOnline()
    {
        using TestFleet fleet = Started();
        FakeConnection connection = fleet.Connector["cam-09"];
        Assert.Equal("city/daiwan/water-safety/cam-09/status", connection.Plan.WillTopic);
        Assert.Equal("""{"online":false}""", Encoding.UTF8.GetString(connection.Plan.WillPayload.Span));
        Assert.Equal(["city/daiwan/water-safety/cam-09/command"], connection.Plan.Subscriptions);
        Assert.Equal([$$"""{"online":true,"ts":{{Runs.Start}}}"""], connection.TextsOn("/status"));
        Assert.True(connection.Published[0].Retain);
    }

    [Fact]
    public void Start_Station_SubscribesToNothing()
    {
        using TestFleet fleet = Started();
        Assert.Empty(fleet.Connector["hs-0007"].Plan.Subscriptions);
    }

    [Fact]
    public void RunDue_TenMinutes_EachDeviceSamplesAtItsInterval()
    {
        using TestFleet fleet = Started();
        fleet.Advance(10 * Minute);
        Assert.Equal(20, fleet.Connector["hs-0007"].TextsOn("/telemetry").Count());
        Assert.Equal(10, fleet.Connector["cam-09"].TextsOn("/telemetry").Count());
        Assert.Equal(10, fleet.Connector["cabin-012"].TextsOn("/telemetry").Count());
        (long Ts, long Seq)[] samples = Samples(fleet.Connector["hs-0007"]);
        Assert.All(samples.Zip(samples.Skip(1)), pair =>
        {
            Assert.Equal(30_000, pair.Second.Ts - pair.First.Ts);
            Assert.Equal(1, pair.Second.Seq - pair.First.Seq);
        });
    }

    [Fact]
    public void RunDue_SameSeed_PublishesTheSame()
    {
        using TestFleet first = Started(), second = Started();
        first.Advance(30 * Minute);
        second.Advance(30 * Minute);
        foreach (string id in new[] { "hs-0007", "cam-09", "cabin-012" })
            Assert.Equal(first.Connector[id].TextsOn(""), second.Connector[id].TextsOn(""));
    }

    [Fact]
    public void RunDue_ConnectionLost_SamplesComeLaterInOrder()
    {
        using TestFleet fleet = Started();
        fleet.Advance(5 * Minute);
        FakeConnection connection = fleet.Connector["hs-0007"];
        connection.Lose("cable");
        fleet.Advance(10 * Minute);
        Assert.Equal(10, connection.TextsOn("/telemetry").Count());
        connection.Connect();
        Assert.Equal(2, connection.TextsOn("/status").Count());
        fleet.Advance(5 * Minute);
        (_, long first) = Samples(connection)[0];
        Assert.Equal(Enumerable.Range(0, 40).Select(i => first + i), Samples(connection).Select(s => s.Seq));
        Assert.Equal(21, connection.TextsOn("/telemetry").Count());
    }

    [Fact]
    public void RunDue_SilentFault_ConnectionIsAbortedAndNothingIsMeasured()
    {
        using TestFleet fleet = Started(Parse("silent:hs-0007@5m+10m"));
        FakeConnection before = fleet.Connector["hs-0007"];
        fleet.Advance(14 * Minute);
        Assert.True(before.IsAborted);
        Assert.False(before.IsClosed);
        Assert.Equal(10, Samples(before).Length);

        fleet.Advance(6 * Minute);
        FakeConnection after = fleet.Connector["hs-0007"];
        Assert.NotSame(before, after);
        Assert.Single(after.TextsOn("/status"));
        Assert.Equal(10, Samples(after).Length);
        Assert.Equal(21, Samples(after)[0].Seq - Samples(before)[^1].Seq);
    }

    [Fact]
    public void RunDue_ScheduledLeak_LowersThePressure()
    {
        using TestFleet fleet = Started(Parse("leak:hs-0007@2m+10m"));
        fleet.Advance(60 * Minute);
        double[] pressures = [.. fleet.Connector["hs-0007"].TextsOn("/telemetry").Select(text =>
            JsonDocument.Parse(text).RootElement.GetProperty("primary_supply_pressure").GetDouble())];
        Assert.All(pressures[..4], p => Assert.InRange(p, 0.6, 1.6));
        Assert.All(pressures[10..24], p => Assert.InRange(p, 0, 0.3));
        Assert.All(pressures[60..], p => Assert.InRange(p, 0.6, 1.6));
        Assert.Contains("fault at hs-0007: Leak", fleet.Reporter.Notes);
    }

    [Fact]
    public void Command_VoiceAtAnIntruder_IsAnsweredAndMovesThemAway()
    {
        using TestFleet fleet = Started(Parse("intrusion:cam-09@1m"));
        FakeConnection camera = fleet.Connector["cam-09"];
        fleet.Advance(Minute + TimeSpan.FromSeconds(2));
        string snapshot = camera.Published.Single(p => p.Topic.Contains("/snapshot/", StringComparison.Ordinal)).Topic.Split('/')[^1];
        using (JsonDocument happened = JsonDocument.Parse(camera.TextsOn("/event").Single()))
            Assert.Equal(snapshot, happened.RootElement.GetProperty("snapshot").GetString());

        for (int i = 0; i < 4; i++)
        {
            camera.Deliver("city/daiwan/water-safety/cam-09/command", $$"""{"id":"c{{i}}","name":"voice","args":{"text":"危险水域,请勿靠近!"},"ttlMs":30000}""");
            fleet.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal(
            Enumerable.Range(0, 4).SelectMany(i => new[] { $"c{i} accepted", $"c{i} done" }),
            camera.TextsOn("/command/reply").Select(text => JsonDocument.Parse(text).RootElement).Select(
                reply => $"{reply.GetProperty("id").GetString()} {reply.GetProperty("state").GetString()}"));
        Assert.Contains("\"cleared\"", camera.TextsOn("/event").Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Command_Malformed_IsCountedAndNotAnswered()
    {
        using TestFleet fleet = Started();
        fleet.Connector["cam-09"].Deliver("x", "{");
        Assert.Equal(1, fleet.Statistics.MalformedCommands);
        Assert.Empty(fleet.Connector["cam-09"].TextsOn("/command/reply"));
    }

    [Fact]
    public void Command_SilentCamera_IsNotHeard()
    {
        using TestFleet fleet = Started(Parse("silent:cam-09@1s"));
        FakeConnection camera = fleet.Connector["cam-09"];
        fleet.Advance(Minute);
        camera.Deliver("x", """{"id":"c1","name":"voice","args":{"text":"x"}}""");
        Assert.Empty(camera.TextsOn("/command/reply"));
    }

    [Fact]
    public void FaultRequested_AtRunTime_BeginsAndEnds()
    {
        using TestFleet fleet = Started();
        fleet.Advance(Minute);
        Request(fleet, "sim/hs-0007/fault", """{"kind":"silent"}""");
        Assert.True(fleet.Connector["hs-0007"].IsAborted);
        fleet.Advance(10 * Minute);
        Request(fleet, "sim/hs-0007/fault", """{"kind":"none"}""");
        fleet.Advance(Minute);
        Assert.True(fleet.Connector["hs-0007"].IsConnected);
        Assert.Equal(2, Samples(fleet.Connector["hs-0007"]).Length);
        Assert.Empty(fleet.Reporter.Warnings);
    }

    [Theory]
    [InlineData("sim/hs-9999/fault", """{"kind":"leak"}""", "there is no device 'hs-9999'")]
    [InlineData("sim/hs-0007/fault", "leak", "not JSON")]
    [InlineData("sim/hs-0007/fault", """{"kind":"hvac"}""", "hvac is a fault of cabin/cabin; 'hs-0007' is heating/station")]
    public void FaultRequested_Nonsense_IsWarnedOf(string topic, string payload, string why)
    {
        using TestFleet fleet = Started();
        Request(fleet, topic, payload);
        Assert.Contains(why, Assert.Single(fleet.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CloseAsync_Connected_SaysThatItIsOffline()
    {
        using TestFleet fleet = Started();
        await fleet.Agents[0].CloseAsync(fleet.NowMs, CancellationToken.None);
        FakeConnection connection = fleet.Connector[fleet.Agents[0].Id];
        Assert.Equal($$"""{"online":false,"ts":{{Runs.Start}}}""", connection.TextsOn("/status").Last());
        Assert.True(connection.IsClosed);
    }

    private static void Request(TestFleet fleet, string topic, string payload) =>
        fleet.Fleet.FaultRequested(topic, Encoding.UTF8.GetBytes(payload), fleet.NowMs);

    private static TestFleet Started(params ScheduledFault[] faults)
    {
        var fleet = new TestFleet([Runs.Station(), Runs.Camera(), Runs.Cabin()], faults);
        fleet.Fleet.Start();
        return fleet;
    }

    private static ScheduledFault Parse(string text)
    {
        Assert.Null(ScheduledFault.TryParse(text, out ScheduledFault? fault));
        return fault!;
    }

    private static (long Ts, long Seq)[] Samples(FakeConnection connection) =>
        [.. connection.TextsOn("/telemetry").SelectMany(text =>
        {
            JsonElement root = JsonDocument.Parse(text).RootElement;
            return root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        }).Select(e => (e.GetProperty("ts").GetInt64(), e.GetProperty("seq").GetInt64()))];
}
