using System.Text.Json;
using Telemetry.Simulators.Cli;
using Telemetry.Simulators.Tests.Support;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Broker;

/// <summary>The simulators against a real mosquitto.</summary>
public class BrokerTests
{
    [Fact]
    public async Task Run_Seeds_AllDevicesComeOnlineAndGoOffline()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        PeerProcess statuses = await broker.WatchAsync("city/+/+/+/status");
        await using (await Simulation.StartAsync(Options(broker) with { Systems = ["heating", "water-safety", "cabin"] }))
            await Wait.UntilAsync(() => Mosquitto.Messages(statuses, "/status").Count == 196, () => Mosquitto.Describe(statuses));
        await Wait.UntilAsync(() => Mosquitto.Messages(statuses, "/status").Count == 392, () => Mosquitto.Describe(statuses));
        Assert.All(
            Mosquitto.Messages(statuses, "/status").GroupBy(message => message.Topic),
            device => Assert.Equal([true, false], device.Select(m => JsonDocument.Parse(m.Payload).RootElement.GetProperty("online").GetBoolean())));
    }

    [Fact]
    public async Task Run_Telemetry_ComesInOrderFromEveryKind()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        PeerProcess watcher = await broker.WatchAsync("city/#");
        await using Simulation simulation = await Simulation.StartAsync(Options(broker) with { IntervalScale = 0.02 });
        await Wait.UntilAsync(
            () => new[] { "/hs-0007/telemetry", "/cam-09/telemetry", "/cabin-012/telemetry" }.All(topic => Mosquitto.Messages(watcher, topic).Count >= 3),
            () => Mosquitto.Describe(watcher));
        List<long> sequences = Samples(watcher, "city/linqing/heating/hs-0007/telemetry"); // several in one message on a slow machine
        Assert.Equal(Enumerable.Range(0, sequences.Count).Select(i => sequences[0] + i), sequences);
        Assert.All(Mosquitto.Messages(watcher, "/telemetry"), message => Assert.False(message.Retained));
    }

    [Fact]
    public async Task Fault_SilentAtRunTime_BrokerPublishesTheWill()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        PeerProcess watcher = await broker.WatchAsync("city/linqing/heating/hs-0007/status");
        await using Simulation simulation = await Simulation.StartAsync(Options(broker));
        await broker.PublishAsync("sim/hs-0007/fault", """{"kind":"silent"}""");
        await Wait.UntilAsync(() => Mosquitto.Messages(watcher, "/status").Count == 2, () => Mosquitto.Describe(watcher));
        Assert.Equal("""{"online":false}""", Mosquitto.Messages(watcher, "/status")[1].Payload);

        await broker.PublishAsync("sim/hs-0007/fault", """{"kind":"none"}""");
        await Wait.UntilAsync(() => Mosquitto.Messages(watcher, "/status").Count == 3, () => Mosquitto.Describe(watcher));
        Assert.StartsWith("""{"online":true,"ts":""", Mosquitto.Messages(watcher, "/status")[2].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fault_Intrusion_BringsAPictureAndTheVoiceIsAnswered()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        PeerProcess pictures = await broker.WatchAsync("city/daiwan/water-safety/cam-09/snapshot/+", hexadecimal: true);
        PeerProcess watcher = await broker.WatchAsync("city/daiwan/water-safety/cam-09/#");
        await using Simulation simulation = await Simulation.StartAsync(Options(broker) with { Speed = 20, Systems = ["water-safety"] });
        await broker.PublishAsync("sim/cam-09/fault", """{"kind":"intrusion"}""");
        await Wait.UntilAsync(() => Mosquitto.Messages(watcher, "/event").Count >= 1, () => Mosquitto.Describe(watcher));
        JsonElement first = JsonDocument.Parse(Mosquitto.Messages(watcher, "/event")[0].Payload).RootElement;
        Assert.Equal("intrusion", first.GetProperty("event").GetString());
        string snapshot = first.GetProperty("snapshot").GetString()!;
        await Wait.UntilAsync(() => Mosquitto.Messages(pictures, "/snapshot/" + snapshot).Count == 1, () => "no picture");
        Assert.StartsWith("89504e470d0a1a0a", Mosquitto.Messages(pictures, "/snapshot/" + snapshot)[0].Payload, StringComparison.OrdinalIgnoreCase);

        const string command = """{"id":"c1","name":"voice","args":{"text":"危险水域,请勿靠近!"},"phase":"execute","ttlMs":30000}""";
        await broker.PublishAsync("city/daiwan/water-safety/cam-09/command", command);
        await Wait.UntilAsync(() => Mosquitto.Messages(watcher, "/command/reply").Count == 2, () => Mosquitto.Describe(watcher));
        Assert.Equal(
            ["accepted", "done"],
            Mosquitto.Messages(watcher, "/command/reply").Select(m => JsonDocument.Parse(m.Payload).RootElement.GetProperty("state").GetString()));
        await Wait.UntilAsync(
            () => Mosquitto.Messages(watcher, "/event").Any(m => m.Payload.Contains("cleared", StringComparison.Ordinal)),
            () => Mosquitto.Describe(watcher));
    }

    [Fact]
    public async Task Run_BrokerRestarts_NoSampleIsMissing()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        PeerProcess watcher = await broker.WatchAsync("city/linqing/heating/hs-0007/telemetry");
        await using Simulation simulation = await Simulation.StartAsync(Options(broker) with { IntervalScale = 0.005, Systems = ["heating"] });
        await Wait.UntilAsync(() => Samples(watcher).Count >= 3, () => Mosquitto.Describe(watcher));
        await broker.EndAsync();
        await Wait.UntilAsync(() => simulation.Reporter.Warnings.Count > 0, () => "nobody noticed");
        long before = simulation.Statistics.Samples;
        await Wait.UntilAsync(() => simulation.Statistics.Samples > before + 60 * 6, () => "no samples");
        await broker.BeginAsync();
        int seen = Samples(watcher).Count;
        await Wait.UntilAsync(() => Samples(watcher).Count >= seen + 15, () => Mosquitto.Describe(watcher));
        List<long> sequences = [.. Samples(watcher).Distinct()];
        Assert.Equal(Enumerable.Range(0, sequences.Count).Select(i => sequences[0] + i), sequences);
        Assert.Contains(Mosquitto.Messages(watcher, "/telemetry"), message => message.Payload.StartsWith('['));
    }

    [Fact]
    public async Task Run_WrongPassword_WarnsAndGoesOnTrying()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(passwordOfUser: "right");
        SimulatorOptions options = Options(broker) with { User = "user", Password = "wrong" };
        await using Simulation simulation = Simulation.Begin(options);
        await Wait.UntilAsync(() => simulation.Reporter.Warnings.Count > 0, () => "no warning");
        Assert.Contains($"127.0.0.1:{broker.Port}: ", simulation.Reporter.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(simulation.Reporter.Notes, note => note.Contains("ready", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_RightPassword_IsReady()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(passwordOfUser: "right");
        await using Simulation simulation = await Simulation.StartAsync(Options(broker) with { User = "user", Password = "right", Systems = ["heating"] });
        Assert.Empty(simulation.Reporter.Warnings);
    }

    [Fact]
    public async Task Run_NobodyListens_SaysSoAndStopsWhenTold()
    {
        int port = PeerProcess.FreePort();
        await using Simulation simulation = Simulation.Begin(new SimulatorOptions { City = SeedsFolder.Path, Port = port });
        await Wait.UntilAsync(() => simulation.Reporter.Warnings.Count > 0, () => "no warning");
        Assert.Contains($"127.0.0.1:{port}: ", simulation.Reporter.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_Terminated_DisconnectsAndEndsWithZero()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        PeerProcess watcher = await broker.WatchAsync("city/+/+/cam-01/status");
        using var folder = new TemporaryFolder();
        await using PeerProcess simulators = PeerProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Telemetry.Simulators.dll"), "--city", SeedsFolder.Path, "--port", $"{broker.Port}",
                "--ready-file", folder["ready"], "--fault", "leak:hs-0007@60s",
            ]);
        await Wait.UntilAsync(() => File.Exists(folder["ready"]), () => simulators.Output);
        await simulators.StopAsync();
        Assert.Equal(0, simulators.ExitCode);
        await Wait.UntilAsync(() => simulators.Output.Contains("simulators stopped: ", StringComparison.Ordinal), () => simulators.Output);
        Assert.Contains("simulators ready: 5183 devices connected in ", simulators.Output, StringComparison.Ordinal);
        await Wait.UntilAsync(() => Mosquitto.Messages(watcher, "/status").Count == 2, () => Mosquitto.Describe(watcher));
        Assert.StartsWith("""{"online":false,"ts":""", Mosquitto.Messages(watcher, "/status")[1].Payload, StringComparison.Ordinal);
    }

    private static SimulatorOptions Options(Mosquitto broker) => new() { City = SeedsFolder.Path, Port = broker.Port };

    private static List<long> Samples(PeerProcess watcher, string topic = "/telemetry") =>
        [.. Mosquitto.Messages(watcher, topic).SelectMany(message =>
        {
            JsonElement root = JsonDocument.Parse(message.Payload).RootElement;
            return root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().ToArray() : [root];
        }).Select(sample => sample.GetProperty("seq").GetInt64())];
}
