using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>
/// Twenty minutes of a few devices, sent over MQTT to a worker that stores in influxd, and so troubled that no panel has
/// a reason to stay empty: every field of the three systems, every kind of event, an incident in every state.
/// </summary>
internal sealed class TroubledCity(WorkerProcess worker, InfluxServer influx, MqttClient client, DateTimeOffset now)
{
    private const string StationFields = """
        "primary_return_pressure":0.5,"primary_supply_temperature":95,"primary_return_temperature":45,"primary_flow":60,"secondary_supply_pressure":0.45,
        "secondary_return_pressure":0.3,"secondary_supply_temperature":48,"secondary_return_temperature":38,"secondary_flow":240,"makeup_flow":1.2,
        "tank_level":1.8,"valve_position":55,"pump_current":62,"outdoor_temperature":-2
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task FillAsync(WorkerProcess worker, InfluxServer influx, DateTimeOffset now)
    {
        await using var client = new MqttClient(
            new MqttClientOptions { Port = worker.MqttPort, ClientId = "troubled-city" }, null, TimeProvider.System, NullLogger<MqttClient>.Instance);
        await client.StartAsync(CancellationToken.None);
        await client.WaitConnectedAsync(CancellationToken.None);
        await new TroubledCity(worker, influx, client, now).FillAsync();
        await client.StopAsync(CancellationToken.None);
    }

    private async Task FillAsync()
    {
        await ReadingsAsync("city/linqing/heating/hs-0001", _ => $"\"primary_supply_pressure\":0.25,{StationFields}");
        await ReadingsAsync("city/linqing/heating/hs-0002", _ => $"\"primary_supply_pressure\":0.2,{StationFields}");
        await ReadingsAsync("city/dongchangfu/heating/hs-0021", minute => $"\"primary_supply_pressure\":{(minute > 0 ? "0.2" : "0.9")},{StationFields}");
        await ReadingsAsync("city/linqing/water-safety/cam-01", _ => Camera(healthy: true));
        await ReadingsAsync("city/daiwan/water-safety/cam-09", _ => Camera(healthy: false));
        await ReadingsAsync("city/shenxian/cabin/cabin-001", minute => Cabin("mycelium", minute > 3 ? 60 : 88));
        await ReadingsAsync("city/shenxian/cabin/cabin-002", _ => Cabin("primordium", 88));
        await ReadingsAsync("city/shenxian/cabin/cabin-003", _ => Cabin("fruiting", 88));
        foreach ((string kind, int second) in new[] { ("intrusion", 0), ("loitering", 10), ("in-water", 20), ("cleared", 30) })
            await SendAsync("city/linqing/water-safety/cam-01/event", Event(kind, second));

        await AcknowledgeAsync("hs-0002", "acknowledged");
        await AcknowledgeAsync("hs-0021", "closed");
        foreach (string state in new[] { "unacknowledged", "acknowledged", "returned-unacknowledged", "closed" })
        {
            await Eventually.TrueAsync(
                async () => (await influx.QueryAsync($"SELECT id FROM incident WHERE state = '{state}'")).Rows > 0, Limit,
                () => $"no incident is {state}\n{worker.Output}");
        }

        await Eventually.TrueAsync(
            async () => (await influx.QueryAsync("SELECT event FROM water_safety_event WHERE event = 'cleared'")).Rows > 0
                && (await influx.QueryAsync("SELECT phase FROM cabin WHERE device = 'cabin-003'")).Rows > 20,
            Limit, () => worker.Output);
    }

    private static string Camera(bool healthy) =>
        $"\"camera_ok\":{(healthy ? "true" : "false")},\"speaker_ok\":{(healthy ? "true" : "false")},\"frame_rate\":{(healthy ? 25 : 2)},\"illuminance\":8000,\"battery_voltage\":12.6,\"enclosure_temperature\":14";

    private static string Cabin(string phase, int humidity) =>
        $"\"temperature\":18.5,\"humidity\":{humidity},\"co2\":900,\"oxygen\":20.7,\"illuminance\":400,\"phase\":\"{phase}\"";

    private string Event(string kind, int second) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"ts":{{(now - TimeSpan.FromMinutes(6)).ToUnixTimeMilliseconds() + second * 1000}},"event":"{{kind}}","zone":"east","confidence":0.91,"dwell_ms":4200,"track":"t1","age_class":"child","snapshot":"s1"}""");

    private async Task ReadingsAsync(string device, Func<int, string> fields)
    {
        IEnumerable<string> samples = Enumerable.Range(0, 21).Select(i => 20 - i).Select(minute => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ts":{{(now - TimeSpan.FromMinutes(minute) - TimeSpan.FromSeconds(1)).ToUnixTimeMilliseconds()}},{{fields(minute)}}}"""));
        await SendAsync($"{device}/telemetry", $"[{string.Join(',', samples)}]");
    }

    private async Task SendAsync(string topic, string payload) =>
        Assert.Equal(ReasonCode.Success, await client.PublishAsync(topic, Encoding.UTF8.GetBytes(payload), QualityOfService.AtLeastOnce, retain: false, CancellationToken.None));

    private async Task AcknowledgeAsync(string device, string then)
    {
        string id = "";
        await Eventually.TrueAsync(
            async () => (id = await IncidentAsync(device, "primary-supply-pressure-low")) != "", Limit, () => $"{device} has no incident\n{worker.Output}");
        using HttpResponseMessage answer = await worker.PostAsync($"/api/v1/incidents/{id}/ack", new { });
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains($"\"state\":\"{then}\"", text, StringComparison.Ordinal);
    }

    private async Task<string> IncidentAsync(string device, string rule) =>
        (await worker.GetAsync("/api/v1/incidents")).AsArray()
            .Where(i => i!["device"]!.GetValue<string>() == device && i["rule"]!.GetValue<string>() == rule)
            .Select(i => i!["id"]!.GetValue<string>()).FirstOrDefault("");
}
