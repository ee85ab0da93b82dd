using System.Globalization;
using System.Text.Json.Nodes;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>What the load generator saw acknowledged, compared with what the API answers.</summary>
internal static class AcknowledgedReadings
{
    /// <summary>Lines <c>device seq ts</c> of the generator's file, as device and timestamp; a resent message counts once.</summary>
    public static HashSet<(string Device, long Ts)> Read(string file) =>
        [.. File.ReadLines(file).Select(line => line.Split(' ')).Select(parts => (parts[0], long.Parse(parts[2], CultureInfo.InvariantCulture)))];

    /// <summary>Every reading of the devices that the store has, as often as it has it.</summary>
    public static async Task<List<(string Device, long Ts)>> StoredAsync(WorkerProcess worker, IEnumerable<string> devices)
    {
        var stored = new List<(string, long)>();
        foreach (string device in devices)
        {
            JsonNode answer = await worker.GetAsync($"/api/v1/readings?device={device}&field=primary_flow&from=-1h&to=now&limit=100000");
            stored.AddRange(answer["points"]!.AsArray().Select(point => (device, point!["ts"]!.GetValue<long>())));
        }

        return stored;
    }
}
