using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Plays a script to an engine, with ticks between its steps, and computes derived fields as ingest does.</summary>
internal sealed class CaseRun(RuleSet rules, RuleCase rule)
{
    private const long ShortestTickMs = 10_000;

    private readonly List<Transition> _all = [];
    private RuleEngine _engine = new(rules);
    private long _position;
    private long _tickedMs = -1;

    /// <summary>Saves and loads the engine after every so many steps; 0 is never.</summary>
    public int RestartEvery { get; init; }

    /// <summary>What became of the rule and device of the case, in order.</summary>
    public IReadOnlyList<Transition> Transitions => [.. _all.Where(IsOfCase)];

    /// <summary>What became of other rules and devices too.</summary>
    public IReadOnlyList<Transition> All => _all;

    /// <summary>Of the conditions of the case's rule and device, those that stand.</summary>
    public IReadOnlyList<Transition> Standing => [.. _all.Where(IsOfCase).GroupBy(one => one.Id).Select(same => same.Last()).Where(last => last.Kind != TransitionKind.Cleared)];

    public CaseRun Play(IEnumerable<ScriptStep> steps)
    {
        int count = 0;
        foreach (var step in steps)
        {
            TicksUntil(step.ReceivedAtMs, step.Device);
            if (step.Input is { } input)
            {
                Assert.True(_engine.TryInput(input, out string? refusal), refusal);
            }
            else
            {
                Process(step);
            }

            if (RestartEvery > 0 && ++count % RestartEvery == 0)
            {
                _engine = Replay.Restarted(_engine, rules);
            }
        }

        return this;
    }

    public CaseRun TicksUntil(long untilMs, string device)
    {
        long stepMs = Math.Max(ShortestTickMs, (long)Find(device).Interval.TotalMilliseconds / 6);
        if (_tickedMs < 0)
        {
            _tickedMs = untilMs;
            _engine.Tick(++_position, untilMs, true, _all);
        }

        while (_tickedMs + stepMs <= untilMs)
        {
            _tickedMs += stepMs;
            _engine.Tick(++_position, _tickedMs, true, _all);
        }

        return this;
    }

    private bool IsOfCase(Transition transition) => transition.Rule.Id == rule.RuleId && transition.Device.Id == rule.Device;

    private Device Find(string id) => rules.City.FindDevice(id) ?? throw new ArgumentException($"The city of {rule} has no device {id}.");

    private void Process(ScriptStep step)
    {
        var device = Find(step.Device);
        var fields = step.Event is null ? device.Kind.Readings : device.Kind.Events;
        double[] numbers = new double[fields.Count];
        string?[] texts = new string?[fields.Count];
        Array.Fill(numbers, double.NaN);
        foreach (var (name, value) in step.IsEmpty ? [] : step.Values)
        {
            var field = fields.Find(name) ?? throw new ArgumentException($"{device.Kind.Id} has no field {name}.");
            if (value is string text)
            {
                Assert.True(field.Values.Count == 0 || field.Values.Contains(text), $"{name} is never {text}.");
                texts[field.Index] = text;
            }
            else
            {
                double number = value is bool flag ? flag ? 1 : 0 : Convert.ToDouble(value, null);
                numbers[field.Index] = number < field.PhysicalMinimum || number > field.PhysicalMaximum ? double.NaN : number;
            }
        }

        if (step.Event is { } name2)
        {
            texts[0] = name2;
        }
        else
        {
            Derive(device, numbers);
        }

        _engine.Process(
            new Sample
            {
                Position = ++_position,
                Device = device,
                IsEvent = step.Event is not null,
                TimestampMs = step.AtMs,
                ReceivedAtMs = step.ReceivedAtMs,
                Numbers = numbers,
                Texts = texts,
            },
            _all);
    }

    private static void Derive(Device device, double[] numbers)
    {
        var known = new List<DecodedField>();
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!double.IsNaN(numbers[i]))
            {
                known.Add(new DecodedField { FieldIndex = i, Type = FieldType.Number, Number = numbers[i], Quality = Quality.Good });
            }
        }

        var derived = new DecodedField[device.Kind.Derived.Count];
        int count = device.Kind.Derived.Compute(device, known.ToArray(), derived);
        foreach (var field in derived.AsSpan(0, count))
        {
            numbers[field.FieldIndex] = field.Quality == Quality.Bad ? double.NaN : field.Number;
        }
    }
}
