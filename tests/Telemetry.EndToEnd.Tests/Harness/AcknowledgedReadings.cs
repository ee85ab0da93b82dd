using System.Globalization;
using System.Text.Json.Nodes;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>What the load generator saw acknowledged, compared with what the API answers.</summary>
internal static class AcknowledgedReadings
{
    /// <summary>Waits until everything acknowledged is stored, and makes sure that nothing is stored twice.</summary>
    /// <param name="worker">Whose API is asked.</param>
    /// <param name="file">The generator's file of lines <c>device seq ts</c>; a message that was sent again counts once.</param>
    /// <returns>How many readings of the devices in the file the store has.</returns>
    public static async Task<int> AreStoredOnceAsync(WorkerProcess worker, string file)
    {
        Dictionary<string, HashSet<long>> acknowledged = File.ReadLines(file).Select(line => line.Split(' '))
            .GroupBy(parts => parts[0], parts => long.Parse(parts[2], CultureInfo.InvariantCulture))
            .ToDictionary(device => device.Key, device => device.ToHashSet());
        int stored = 0;
        foreach ((string device, HashSet<long> timestamps) in acknowledged)
        {
            List<long> points = [];
            await Eventually.TrueAsync(
                async () => timestamps.IsSubsetOf(points = await PointsAsync(worker, device)), TimeSpan.FromMinutes(2),
                () => $"{timestamps.Except(points).Count()} of {timestamps.Count} acknowledged readings of {device} are not stored.\n{worker.Output}");
            Assert.Equal(points.Count, points.Distinct().Count());
            stored += points.Count;
        }

        return stored;
    }

    /// <summary>How many different points the acknowledged readings in the file are.</summary>
    public static int Points(string file) => File.ReadLines(file).Select(line => line.Split(' ')).Select(parts => (parts[0], parts[2])).Distinct().Count();

    private static async Task<List<long>> PointsAsync(WorkerProcess worker, string device)
    {
        JsonNode answer = await worker.GetAsync($"/api/v1/readings?device={device}&field=primary_flow&from=-1h&to=now&limit=100000");
        return [.. answer["points"]!.AsArray().Select(point => point!["ts"]!.GetValue<long>())];
    }
}
