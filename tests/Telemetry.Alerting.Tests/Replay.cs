using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests;

/// <summary>
/// Feeds records to an engine and, beside it, to one that is saved and loaded into a new one after every record: whatever a
/// test shows holds with a restart at any point. Times are seconds after a fixed start.
/// </summary>
internal sealed class Replay(RuleSet rules)
{
    public const long StartMs = 1_763_700_000_000;

    private readonly List<Transition> _restarted = [];
    private RuleEngine _restartedEngine = new(rules);
    private long _position;

    public RuleEngine Engine { get; } = new(rules);

    public RuleSet Rules => rules;

    public List<Transition> Transitions { get; } = [];

    public Replay(string stationRules = "", string cameraRules = "")
        : this(TestCity.Compile(stationRules, cameraRules))
    {
    }

    public Device Device(string id) => rules.City.FindDevice(id) ?? throw new ArgumentException(id);

    /// <summary>A reading of one field, received <paramref name="delay"/> seconds after its own time.</summary>
    public string Reading(string device, double time, string field, double value, double delay = 0) =>
        Reading(device, time, [(field, value)], delay);

    public string Reading(string device, double time, (string Field, double Value)[] values, double delay = 0, string? mode = null, bool isReplayed = false)
    {
        var fields = Device(device).Kind.Readings;
        double[] numbers = Numbers(fields, values);
        string?[] texts = new string?[fields.Count];
        if (mode is not null)
        {
            texts[fields.Find("mode")!.Index] = mode;
        }

        return Both((engine, output) => engine.Process(
            new Sample
            {
                Position = _position,
                Device = Device(device),
                TimestampMs = Ms(time),
                ReceivedAtMs = Ms(time + delay),
                Numbers = numbers,
                Texts = texts,
                IsReplayed = isReplayed,
            },
            output));
    }

    public string Event(string device, double time, string name, string? zone = null, double delay = 0, params (string Field, double Value)[] values)
    {
        var fields = Device(device).Kind.Events;
        double[] numbers = Numbers(fields, values);
        string?[] texts = new string?[fields.Count];
        texts[0] = name;
        texts[fields.Find("zone")!.Index] = zone;
        return Both((engine, output) => engine.Process(
            new Sample
            {
                Position = _position,
                Device = Device(device),
                IsEvent = true,
                TimestampMs = Ms(time),
                ReceivedAtMs = Ms(time + delay),
                Numbers = numbers,
                Texts = texts,
            },
            output));
    }

    /// <summary>An event that satisfies the rule <see cref="TestRules.Intruder"/>.</summary>
    public string Intrusion(string device, double time, string? zone, double delay = 0) =>
        Event(device, time, "intrusion", zone, delay, ("confidence", 0.9));

    public string Heard(string device, double time) =>
        Both((engine, output) => engine.Heard(Device(device), _position, Ms(time), output));

    /// <param name="elapsed">Seconds since the last tick by a steady clock; below zero: it does not say.</param>
    public string Tick(double time, bool up = true, double elapsed = -1) =>
        Both((engine, output) => engine.Tick(_position, Ms(time), up, output, elapsed < 0 ? -1 : (long)(elapsed * 1000)));

    /// <summary>Ticks every ten seconds; what happened, each with its time.</summary>
    public string Ticks(double from, double to, bool up = true)
    {
        var happened = new List<string>();
        for (double time = from; time <= to; time += 10)
        {
            string one = Tick(time, up);
            if (one.Length > 0)
            {
                happened.Add($"{time}: {one}");
            }
        }

        return string.Join("; ", happened);
    }

    public static long Ms(double seconds) => StartMs + (long)Math.Round(seconds * 1000);

    public static RuleEngine Restarted(RuleEngine engine, RuleSet rules)
    {
        using var stream = new MemoryStream();
        engine.Save(stream);
        stream.Position = 0;
        var next = new RuleEngine(rules);
        Assert.Empty(next.Load(stream));
        return next;
    }

    /// <summary>What happened in words, such as <c>Raised low</c>; empty when nothing did.</summary>
    private string Both(Action<RuleEngine, List<Transition>> record)
    {
        int before = Transitions.Count;
        record(Engine, Transitions);
        _restartedEngine = Restarted(_restartedEngine, rules);
        record(_restartedEngine, _restarted);
        Assert.Equal(Transitions, _restarted);
        _position++;
        return string.Join(", ", Transitions.Skip(before).Select(transition => $"{transition.Kind} {transition.Rule.Id}"));
    }

    private static double[] Numbers(FieldTable fields, (string Field, double Value)[] values)
    {
        double[] numbers = new double[fields.Count];
        Array.Fill(numbers, double.NaN);
        foreach (var (field, value) in values)
        {
            numbers[fields.Find(field)!.Index] = value;
        }

        return numbers;
    }
}
