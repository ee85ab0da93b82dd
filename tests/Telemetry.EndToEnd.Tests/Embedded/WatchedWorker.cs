using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>A worker with a city whose values are compared with what can follow what, and whose rule alarms above 5 MPa at once.</summary>
public sealed class WatchedWorker : IAsyncLifetime
{
    /// <summary>How many stations there are, a device for each fault.</summary>
    public const int Stations = 20;

    private readonly TemporaryFolder _folder = new();
    private WorkerProcess? _worker;

    internal WorkerProcess Worker => _worker!;

    public async ValueTask InitializeAsync() => _worker = await WorkerProcess.StartAsync(_folder["data"], WriteCity(_folder["city"]));

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
            await _worker.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Makes the folder of the city: stations <c>d-01</c> ... and <c>hs-0000</c> to <c>hs-0049</c>, and <c>chatty</c>, which may send five messages a second.</summary>
    internal static string WriteCity(string folder)
    {
        const string fields = """
                fields:
                  pressure: { unit: MPa, physical: [0, 10], max-rate: 1 in 1m, stuck-after: 10s, title: { zh: 压力, en: Pressure } }
                  temperature: { unit: degC, physical: [-50, 200], title: { zh: 温度, en: Temperature } }
                  primary_flow: { unit: t/h, physical: [0, 2000], title: { zh: 流量, en: Flow } }
                  primary_supply_pressure: { unit: MPa, title: { zh: 压力, en: Pressure } }
                  primary_return_pressure: { unit: MPa, title: { zh: 压力, en: Pressure } }
                  primary_supply_temperature: { unit: degC, title: { zh: 温度, en: Temperature } }
                  primary_return_temperature: { unit: degC, title: { zh: 温度, en: Temperature } }
                rules:
                  - { id: high, when: pressure > 5 or temperature > 150, severity: high, title: { zh: 高, en: High } }
            """;
        Directory.CreateDirectory(Path.Combine(folder, "systems"));
        Directory.CreateDirectory(Path.Combine(folder, "city"));
        File.WriteAllText(Path.Combine(folder, "systems", "heating.yaml"), $$"""
            system: heating
            title: { zh: 供热, en: Heating }
            kinds:
              station:
                title: { zh: 站, en: Station }
                interval: 30s
            {{fields}}
              chatty:
                title: { zh: 吵, en: Chatty }
                interval: 30s
                messages-per-second: 5
            {{fields}}
            """);
        File.WriteAllText(Path.Combine(folder, "city", "city.yaml"), $$"""
            areas:
              - { id: linqing, level: city, title: { zh: 临清, en: Linqing } }
            sites:
              - { id: bench, area: linqing, title: { zh: 压测, en: Bench } }
            devices:
              - { id: "d-{01..{{Stations}}}", system: heating, kind: station, site: bench }
              - { id: "hs-{0000..0049}", system: heating, kind: station, site: bench }
              - { id: chatty, system: heating, kind: chatty, site: bench }
            """);
        return folder;
    }

    /// <summary>Publishes telemetry of a device.</summary>
    internal static async Task PublishAsync(WorkerProcess worker, string device, string payload)
    {
        (int exitCode, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, $"city/linqing/heating/{device}/telemetry", payload);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>The faults of a device, such as <c>jump 1</c>.</summary>
    internal static async Task<string> FaultsAsync(WorkerProcess worker, string device) =>
        string.Join(", ", (await HealthAsync(worker, device))["faults"]!.AsArray().Select(fault => $"{fault!["fault"]} {fault["count"]}"));

    internal static async Task<JsonNode> HealthAsync(WorkerProcess worker, string device) => (await worker.GetAsync($"/api/v1/devices/{device}"))["health"]!;

    /// <summary>How many incidents a device has had.</summary>
    internal static async Task<int> IncidentsAsync(WorkerProcess worker, string device) =>
        (await worker.GetAsync("/api/v1/incidents?state=all")).AsArray().Count(incident => incident!["device"]!.GetValue<string>() == device);
}
