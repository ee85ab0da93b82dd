namespace Telemetry.Alerting.Tests.Engine;

/// <summary>
/// Makes random numbers into readings of one station as they arrive: mostly in order, some late, some missing fields, some
/// twice, with pauses. Samples lie at least 19 s apart, so that windows of up to 5 minutes are exact.
/// </summary>
internal static class RandomReadings
{
    private static readonly double[] Pressures = [0.1, 0.25, 0.28, 0.31, 0.33, 0.35, 0.6, double.NaN];

    public sealed record Arrival(long TimeMs, long ReceivedMs, double[] Numbers);

    /// <summary>In the order of arrival.</summary>
    /// <param name="lateness">One of so many samples is late.</param>
    public static List<Arrival> Of(IReadOnlyList<int> choices, int lateness = 4)
    {
        var arrivals = new List<Arrival>();
        long timeMs = Replay.StartMs;
        foreach (int choice in choices)
        {
            var random = new Random(choice);
            timeMs += random.Next(20) == 0 ? 19_000 + random.Next(250_000) : 19_000 + random.Next(12_000);
            double[] numbers =
            [
                Pressures[random.Next(Pressures.Length)], random.Next(5) == 0 ? 0 : 100, random.Next(8), random.Next(40) - 20, random.Next(6) == 0 ? 0 : 1, double.NaN,
            ];
            if (random.Next(6) == 0)
            {
                numbers[random.Next(5)] = double.NaN;
            }

            long receivedMs = timeMs + (random.Next(lateness) == 0 ? random.Next(88_000) : random.Next(500));
            arrivals.Add(new Arrival(timeMs, receivedMs, numbers));
            if (random.Next(12) == 0)
            {
                arrivals.Add(new Arrival(timeMs, receivedMs + random.Next(80_000), numbers));
            }
        }

        return [.. arrivals.OrderBy(arrival => arrival.ReceivedMs)];
    }
}
