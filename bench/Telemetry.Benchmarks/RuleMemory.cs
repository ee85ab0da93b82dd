using System.Diagnostics;
using System.Globalization;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Benchmarks;

/// <summary>
/// What the rule engine needs for many devices with ten rules each, and how long it takes to save its state and to go on from
/// it. Every window is filled, so that no memory is promised but not there.
/// </summary>
internal static class RuleMemory
{
    private const long StartMs = 1_763_700_000_000;

    /// <param name="arguments">How many devices (100000), and how often they report (30s); a longer interval is filled sooner.</param>
    public static void Run(string[] arguments)
    {
        int devices = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 100_000;
        string interval = arguments.Length > 1 ? arguments[1] : "30s";
        long start = Stopwatch.GetTimestamp();
        var rules = RuleMix.Compile(RuleMix.Rules, devices, interval);
        Say($"{rules.City.Devices.Count} devices loaded in {Seconds(start)} s", collect: true);
        var engine = new RuleEngine(rules);
        start = Stopwatch.GetTimestamp();
        long readings = Fill(engine, rules, (long)rules.City.Devices[0].Interval.TotalMilliseconds * 5 / 2);
        Say(string.Create(CultureInfo.InvariantCulture, $"{readings} readings, {Stopwatch.GetElapsedTime(start).TotalMicroseconds / readings:F3} us each"), collect: true);

        string path = Path.Combine(Path.GetTempPath(), $"rule-memory-{Environment.ProcessId}.checkpoint");
        try
        {
            start = Stopwatch.GetTimestamp();
            using (var file = File.Create(path))
            {
                engine.Save(file);
            }

            Say($"saved {new FileInfo(path).Length >> 20} MiB in {Seconds(start)} s", collect: false);
            start = Stopwatch.GetTimestamp();
            var next = new RuleEngine(rules);
            using (var file = File.OpenRead(path))
            {
                next.Load(file);
            }

            Say($"loaded in {Seconds(start)} s, both engines in memory", collect: false);
            GC.KeepAlive(engine);
            GC.KeepAlive(next);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static long Fill(RuleEngine engine, RuleSet rules, long stepMs)
    {
        var output = new List<Transition>();
        double[] numbers = [0.82, 98.5, 52.1, 2.1, 310, 1.2];
        long position = 0;
        for (long now = StartMs; now < StartMs + (25L * 3_600_000); now += stepMs)
        {
            foreach (var device in rules.City.Devices)
            {
                numbers[0] = 0.8 + (device.Index % 16 * 0.01);
                engine.Process(new Sample { Position = position++, Device = device, TimestampMs = now, ReceivedAtMs = now, Numbers = numbers }, output);
            }
        }

        return position;
    }

    private static string Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);

    private static void Say(string what, bool collect)
    {
        if (collect)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}; process {Environment.WorkingSet >> 20} MiB"));
    }
}
