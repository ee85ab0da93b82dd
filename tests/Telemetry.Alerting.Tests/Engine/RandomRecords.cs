using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>Turns random numbers into records of all sorts: fresh, late, repeated, partial readings, events and ticks.</summary>
internal sealed class RandomRecords(RuleSet rules, IEnumerable<int> choices)
{
    private static readonly double[] Pressures = [0.1, 0.25, 0.31, 0.33, 0.35, 0.6, double.NaN];
    private static readonly string?[] Zones = ["east", "west", null];
    private static readonly string[] Names = ["intrusion", "in-water", "cleared", "intrusion"];

    /// <summary>The records, each as a call to an engine.</summary>
    public List<Action<RuleEngine, List<Transition>>> Build()
    {
        var records = new List<Action<RuleEngine, List<Transition>>>();
        long nowMs = Replay.StartMs;
        foreach (int choice in choices)
        {
            var random = new Random(choice);
            nowMs += random.Next(12) == 0 ? random.Next(400_000) : random.Next(25_000);
            if (random.Next(40) == 0)
            {
                // The clock of the worker is put back.
                nowMs -= random.Next(2) == 0 ? random.Next(5000) : 3_600_000;
            }

            long position = records.Count;
            long receivedMs = nowMs;
            long delayMs = random.Next(4) == 0 ? random.Next(120_000) : random.Next(8) == 0 ? -random.Next(50_000) : random.Next(500);
            records.Add(random.Next(10) switch
            {
                < 2 => Tick(position, nowMs, up: random.Next(9) > 0),
                < 5 => Event(random, position, receivedMs, delayMs),
                _ => Reading(random, position, receivedMs, delayMs),
            });
            if (random.Next(10) == 0)
            {
                records.Add(records[^1]);
            }
        }

        return records;
    }

    private static Action<RuleEngine, List<Transition>> Tick(long position, long nowMs, bool up) =>
        (engine, output) => engine.Tick(position, nowMs, up, output);

    private Action<RuleEngine, List<Transition>> Reading(Random random, long position, long receivedMs, long delayMs)
    {
        var device = rules.City.Devices[random.Next(3)];
        double flow = random.Next(5) == 0 ? 0 : 100;
        double[] numbers = [Pressures[random.Next(Pressures.Length)], flow, random.Next(8), random.Next(40) - 20, random.Next(2), double.NaN];
        return (engine, output) => engine.Process(
            new Sample { Position = position, Device = device, TimestampMs = receivedMs - delayMs, ReceivedAtMs = receivedMs, Numbers = numbers },
            output);
    }

    private Action<RuleEngine, List<Transition>> Event(Random random, long position, long receivedMs, long delayMs)
    {
        var device = rules.City.FindDevice("cam-1")!;
        double[] numbers = [double.NaN, double.NaN, random.Next(11) / 10.0, random.Next(2), double.NaN];
        string?[] texts = [Names[random.Next(Names.Length)], Zones[random.Next(Zones.Length)], null, null, null];
        return (engine, output) => engine.Process(
            new Sample
            {
                Position = position,
                Device = device,
                IsEvent = true,
                TimestampMs = receivedMs - delayMs,
                ReceivedAtMs = receivedMs,
                Numbers = numbers,
                Texts = texts,
            },
            output);
    }
}
