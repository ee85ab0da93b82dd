using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>The city changes while devices send as fast as they may: nothing is lost or doubled, and what did not change goes on.</summary>
public sealed class ReloadTests
{
    private const int Messages = 100_000;
    private const string Untouched = "untouched-1";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Reload_UnderLoad_LosesAndDoublesNothingAndAPendingConditionGoesOn()
    {
        using var folder = new TemporaryFolder();
        string city = CopyCity(folder["city"]);
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], city);
        long start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        await PublishPressureAsync(worker, start);
        await PublishPressureAsync(worker, start + 10_000);
        using LoadGenerator.Running load = LoadGenerator.Start(
            worker.MqttPort, "--count", $"{Messages}", "--devices", "1000", "--connections", "4", "--rate", "15000", "--timeout", "120", "--acked", folder["acked"]);

        await PartDoneAsync(worker, 0.1);
        AddDevice(city, "new-1");
        Assert.Equal("taken", await ReloadAsync(worker));
        await PartDoneAsync(worker, 0.3);
        await BreakAndReloadAsync(worker, city);
        MoveHalfOfTheDevices(city);
        await PartDoneAsync(worker, 0.5);
        Assert.Equal("taken", await ReloadAsync(worker));
        AddDevice(city, "new-2");
        await PartDoneAsync(worker, 0.7);
        Assert.Equal("taken", await ReloadAsync(worker));
        bool wasUnderLoad = !load.Finished.IsCompleted;
        LoadGenerator.Result result = await load.Finished;

        Assert.True(wasUnderLoad, "the load ended before the last reload");
        Assert.True(result.Acknowledged == Messages, result.Output + worker.Output);
        int stored = await AcknowledgedReadings.AreStoredOnceAsync(worker, folder["acked"]);
        // Two of one device in one millisecond are one point of the store.
        Assert.Equal(AcknowledgedReadings.Points(folder["acked"]), stored);
        Assert.Equal(2 + Messages, await worker.MetricAsync("telemetry_records_total"));
        Assert.Equal(0, (await worker.GetAsync("/api/v1/quarantine"))["total"]!.GetValue<int>());
        Assert.Equal(0, await worker.MetricAsync("telemetry_alerts_unreadable_records_total"));

        // Ten seconds of low pressure were before the reloads; with a forgotten beginning this one would raise nothing.
        await PublishPressureAsync(worker, start + 16_000);
        await Eventually.EqualAsync(1, async () => await IncidentsAsync(worker, Untouched), Limit, () => worker.Output);
        await worker.GetAsync("/api/v1/devices/new-2");
        Assert.Equal("aside", (await worker.GetAsync("/api/v1/devices/hs-0999"))["device"]!["area"]!.GetValue<string>());
        Assert.Equal(3, await worker.MetricAsync("telemetry_city_reloads_total{outcome=\"taken\"}"));
        Assert.Equal(1, await worker.MetricAsync("telemetry_city_reloads_total{outcome=\"refused\"}"));
    }

    [Fact]
    public async Task Kill_AfterAReload_JudgesTheJournalByTheCitiesInForceAtEachRecord()
    {
        using var folder = new TemporaryFolder();
        string city = CopyCity(folder["city"]);
        long start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], city, "--Alerts:CheckpointInterval=10m"))
        {
            await PublishPressureAsync(worker, start);
            AddDevice(city, "new-1");
            Assert.Equal("taken", await ReloadAsync(worker));
            await PublishPressureAsync(worker, start + 10_000);
            worker.Kill();
        }

        AddDevice(city, "new-2");
        await using WorkerProcess again = await WorkerProcess.StartAsync(folder["data"], city);
        await PublishPressureAsync(again, start + 16_000);

        await Eventually.EqualAsync(1, async () => await IncidentsAsync(again, Untouched), Limit, () => again.Output);
        Assert.Equal(0, await again.MetricAsync("telemetry_alerts_missing_cities_total"));
        Assert.Equal(0, await again.MetricAsync("telemetry_alerts_unreadable_records_total"));
    }

    [Fact]
    public async Task ReloadCommandAndSignal_ReloadARunningWorker()
    {
        using var folder = new TemporaryFolder();
        string city = CopyCity(folder["city"]);
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], city);
        string[] command = ["reload", $"--Data:Folder={worker.DataFolder}", $"--Console:Url={worker.Http.BaseAddress}"];

        AddDevice(city, "new-1");
        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(command);
        Assert.True(exitCode == 0, output);
        Assert.Contains("taken: devices: 1 added", output, StringComparison.Ordinal);

        File.AppendAllText(Places(city), "nonsense");
        (exitCode, output) = await WorkerProcess.RunToEndAsync(command);
        Assert.True(exitCode == 2, output);
        Assert.Contains("places.yaml:", output, StringComparison.Ordinal);

        await WriteAsync(city, text => text.Replace("nonsense", "", StringComparison.Ordinal));
        AddDevice(city, "new-2");
        if (HangUpIsIgnored())
            return;
        await using PeerProcess signal = PeerProcess.Start("kill", ["-HUP", $"{worker.ProcessId}"]);
        await Eventually.TrueAsync(async () => (await worker.GetAsync("/api/v1/city"))["by"]!.GetValue<string>() == "signal", Limit, () => worker.Output);
        await worker.GetAsync("/api/v1/devices/new-2");
    }

    /// <summary>Under nohup every process below ignores the signal, as whoever asked for that wants.</summary>
    private static bool HangUpIsIgnored() =>
        (ulong.Parse(File.ReadLines("/proc/self/status").Single(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0;

    [Fact]
    public async Task Reload_DeviceRetiredAndAnotherMoved_OneIsDisconnectedAndTheOtherGoesOn()
    {
        const string moved = "hs-0500";
        const string password = "a good password";
        using var folder = new TemporaryFolder();
        string city = CopyCity(folder["city"]);
        foreach (string device in (string[])[Untouched, moved])
            await WorkerProcess.SetAccountAsync(folder["data"], device, password);
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], city);
        await using PeerProcess retiredClient = Listen(worker, Untouched, password);
        await using PeerProcess movedClient = Listen(worker, moved, password);
        await Eventually.EqualAsync(2, () => worker.MetricAsync("telemetry_mqtt_subscriptions"), Limit, () => worker.Output);

        MoveHalfOfTheDevices(city);
        await WriteAsync(city, text => text.Replace($"id: {Untouched}, ", $"id: {Untouched}, state: retired, ", StringComparison.Ordinal));
        Assert.Equal("taken", await ReloadAsync(worker));

        await Eventually.EqualAsync(1, () => worker.MetricAsync("telemetry_mqtt_subscriptions"), Limit, () => worker.Output);
        Assert.Equal(1, await worker.MetricAsync("telemetry_mqtt_refused_total{stage=\"connection\",reason=\"not-authorized\"}"));
        await MosquittoClient.PublishAsync(worker.MqttPort, $"city/linqing/heating/{moved}/command", "go");
        await Eventually.TrueAsync(() => Task.FromResult(movedClient.Output.Contains("go", StringComparison.Ordinal)), Limit, () => movedClient.Output);
    }

    private static PeerProcess Listen(WorkerProcess worker, string device, string password) =>
        MosquittoClient.Subscribe(worker.MqttPort, $"city/linqing/heating/{device}/command", "-V", "5", "-u", device, "-P", password, "-i", device);

    private static string Places(string city) => Path.Combine(city, "city", "places.yaml");

    private static string CopyCity(string city)
    {
        Directory.CreateDirectory(Path.Combine(city, "systems"));
        Directory.CreateDirectory(Path.Combine(city, "city"));
        File.Copy(Path.Combine(Repository.BenchCity, "systems", "heating.yaml"), Path.Combine(city, "systems", "heating.yaml"));
        File.WriteAllText(Places(city), $$"""
            areas:
              - { id: linqing, level: city, title: { zh: 临清, en: Linqing } }
              - { id: aside, level: city, title: { zh: 旁, en: Aside } }
            sites:
              - { id: bench, area: linqing, title: { zh: 压测, en: Bench } }
              - { id: other, area: aside, title: { zh: 另, en: Other } }
            devices:
              - { id: {{Untouched}}, system: heating, kind: station, site: bench }
              - { id: "hs-{0000..0499}", system: heating, kind: station, site: bench }
              - { id: "hs-{0500..0999}", system: heating, kind: station, site: bench }

            """);
        return city;
    }

    private static void AddDevice(string city, string id) =>
        File.AppendAllText(Places(city), $"  - {{ id: {id}, system: heating, kind: station, site: bench }}\n");

    private static void MoveHalfOfTheDevices(string city) =>
        File.WriteAllText(Places(city), File.ReadAllText(Places(city)).Replace(
            "hs-{0500..0999}\", system: heating, kind: station, site: bench", "hs-{0500..0999}\", system: heating, kind: station, site: other, moved-from: [linqing]", StringComparison.Ordinal));

    private static Task WriteAsync(string city, Func<string, string> change) => File.WriteAllTextAsync(Places(city), change(File.ReadAllText(Places(city))));

    private static async Task BreakAndReloadAsync(WorkerProcess worker, string city)
    {
        string good = await File.ReadAllTextAsync(Places(city));
        string before = (await worker.GetAsync("/api/v1/city"))["hash"]!.GetValue<string>();
        await WriteAsync(city, text => text.Replace("id: new-1, system: heating", "id: new-1, system: heeting", StringComparison.Ordinal));
        using HttpResponseMessage refused = await worker.PostAsync("/api/v1/city/reload", new { });
        JsonNode problem = (await refused.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        JsonNode mistake = Assert.Single(problem["mistakes"]!.AsArray())!;
        Assert.Equal(11, mistake["line"]!.GetValue<int>());
        Assert.Contains("heating", mistake["message"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode now = await worker.GetAsync("/api/v1/city");
        Assert.Equal(before, now["hash"]!.GetValue<string>());
        Assert.Equal("refused", now["lastReload"]!["outcome"]!.GetValue<string>());
        await File.WriteAllTextAsync(Places(city), good);
    }

    private static async Task<string> ReloadAsync(WorkerProcess worker)
    {
        using HttpResponseMessage response = await worker.PostAsync("/api/v1/city/reload", new { });
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text + worker.Output);
        return JsonNode.Parse(text)!["lastReload"]!["outcome"]!.GetValue<string>();
    }

    private static Task PartDoneAsync(WorkerProcess worker, double part) => Eventually.TrueAsync(
        async () => await worker.MetricAsync("telemetry_records_total") > Messages * part, Limit, () => worker.Output);

    private static async Task PublishPressureAsync(WorkerProcess worker, long atMs)
    {
        (int exitCode, string output) = await MosquittoClient.PublishAsync(
            worker.MqttPort, $"city/linqing/heating/{Untouched}/telemetry",
            string.Create(CultureInfo.InvariantCulture, $$"""{"ts":{{atMs}},"primary_supply_pressure":0.12}"""));
        Assert.True(exitCode == 0, output);
    }

    private static async Task<int> IncidentsAsync(WorkerProcess worker, string device) =>
        (await worker.GetAsync("/api/v1/incidents?state=unacknowledged")).AsArray()
            .Count(incident => incident!["device"]!.GetValue<string>() == device && incident["rule"]!.GetValue<string>() != "silent");
}
