using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Inputs;
using Telemetry.Alerting.Rules;
using Telemetry.Alerting.Tests.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>Rules that look beyond their own sample, in the engine.</summary>
public sealed class SurroundingsTests
{
    [Fact]
    public void Process_ConditionAtANeighbourStands_Raises()
    {
        var run = new Run("opening > 100 and downstream.standing('person')");
        Assert.Equal("", run.Reading("g-1", 0, opening: 200));
        Assert.Equal("Raised person", run.Event("cam-2", 10, "intrusion"));
        Assert.Equal("", run.Reading("g-3", 20, opening: 200));
        Assert.Equal("Raised rule", run.Reading("g-1", 60, opening: 200));
        run.Tick(10);
        run.Tick(400);
        Assert.Equal("Cleared rule", run.Reading("g-1", 420, opening: 200));
    }

    [Fact]
    public void Process_SeveralDevicesOfTheSite_AreCountedByTheirLastValues()
    {
        var run = new Run("site.count(opening > 100) >= 2");
        Assert.Equal("", run.Reading("g-1", 0, opening: 200));
        Assert.Equal("", run.Reading("g-3", 1, opening: 200));
        Assert.Equal("Raised rule", run.Reading("g-2", 2, opening: 200));
        Assert.Equal("Raised rule", run.Reading("g-1", 60, opening: 200));
        Assert.Equal("Cleared rule", run.Reading("g-2", 62, opening: 50));
    }

    [Fact]
    public void Process_ValueOfAnotherDeviceIsBad_IsUnknown()
    {
        var run = new Run("upstream.level > 50");
        Assert.Equal("", run.Reading("g-1", 0, opening: 200));
        run.Reading("rsv", 10, level: 60);
        Assert.Equal("Raised rule", run.Reading("g-1", 60, opening: 200));
        run.Reading("rsv", 70, level: double.NaN, bad: 900);
        Assert.Equal("", run.Reading("g-1", 120, opening: 200));
        run.Reading("rsv", 130, level: 40);
        Assert.Equal("Cleared rule", run.Reading("g-1", 180, opening: 200));
    }

    [Fact]
    public void Process_InputsAndPlans_AreAsked()
    {
        var run = new Run(
            "opening - plan(opening) > 200 and (not known(mode) or mode != 'flood') and not permit",
            """
            plans:
              - { site: here, field: opening, unit: mm, points: [["2025-11-21T04:00:00Z", 500]] }
            """);
        Assert.Equal("Raised rule", run.Reading("g-1", 0, opening: 800));
        run.Input(new InputRecord { Kind = InputKind.Plan, Name = "opening", Scope = new InputScope { Site = "here" }, Principal = "p", GivenAtMs = Replay.Ms(0), FromMs = Replay.Ms(1), UntilMs = Replay.Ms(9999), Points = [new InputPoint(Replay.Ms(1), 700)] });
        Assert.Equal("Cleared rule", run.Reading("g-1", 60, opening: 800));
        Assert.Equal("Raised rule", run.Reading("g-1", 120, opening: 1000));
        run.Input(new InputRecord { Kind = InputKind.Permit, Number = 1, Scope = new InputScope { Device = "g-1" }, Principal = "p", GivenAtMs = Replay.Ms(0), FromMs = Replay.Ms(130) });
        Assert.Equal("Cleared rule", run.Reading("g-1", 180, opening: 1000));
        run.Input(new InputRecord { Kind = InputKind.Mode, Text = "flood", Scope = new InputScope { Device = "g-2" }, Principal = "p", GivenAtMs = Replay.Ms(0), FromMs = Replay.Ms(130) });
        Assert.Equal("", run.Reading("g-2", 200, opening: 1000));
    }

    [Fact]
    public void Process_WindowOverACondition_CountsSamples()
    {
        var run = new Run("count(opening > 100, 5m) >= 3 and avg(max(opening, level), 5m) > 100");
        double[] openings = [0, 0, 0, 0, 0, 0, 200, 200, 200, 200];
        string happened = string.Concat(openings.Select((opening, i) => run.Reading("g-1", i * 60, opening: opening, level: 10)));
        Assert.Equal("Raised rule", happened);
    }

    [Fact]
    public void Process_AskingAround_AllocatesNothing()
    {
        var run = new Run(
            "site.count(opening > 5000 / 2 and mode != 'flood') > 1 and upstream.level > 190 and max(downstream.battery) > 99 and age(opening) > 1d "
            + "and plan(opening) > 1 and weather(rain) > 3 and downstream.standing('person') or last(level, 5m) > 59 or forecast(rain, 6h) > 1 or away");
        run.Reading("rsv", 0, level: 3);
        run.Loop(3000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        run.Loop(3000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(run.IsQuiet);
    }

    private sealed class Run
    {
        private readonly RuleEngine _engine;
        private readonly City _city;
        private readonly List<Transition> _output = [];
        private readonly double[] _numbers = [1, 2, 0, double.NaN];
        private long _position;

        public Run(string when, string plans = "")
        {
            _city = WaterCity.Load($"{{ id: rule, when: \"{when}\", severity: low, title: {{ zh: 一, en: A }} }}", plans: plans);
            var mistakes = new List<Mistake>();
            _engine = new RuleEngine(RuleSet.Compile(_city, mistakes));
            Assert.Empty(mistakes);
            _engine.Tick(0, Replay.Ms(0), true, _output);
        }

        public bool IsQuiet => _output.Count == 0;

        public string Reading(string id, double time, double opening = double.NaN, double level = double.NaN, double bad = double.NaN)
        {
            var device = _city.FindDevice(id)!;
            double[] numbers = new double[device.Kind.Readings.Count], badNumbers = new double[device.Kind.Readings.Count];
            Array.Fill(numbers, double.NaN);
            Array.Fill(badNumbers, double.NaN);
            numbers[device.Kind.Readings.Find("level")!.Index] = level;
            badNumbers[device.Kind.Readings.Find("level")!.Index] = bad;
            if (device.Kind.Readings.Find("opening") is { } field)
            {
                numbers[field.Index] = opening;
            }

            _engine.Process(
                new Sample { Position = ++_position, Device = device, TimestampMs = Replay.Ms(time), ReceivedAtMs = Replay.Ms(time), Numbers = numbers, BadNumbers = badNumbers },
                _output);
            return Taken();
        }

        public string Event(string id, double time, string name)
        {
            var device = _city.FindDevice(id)!;
            _engine.Process(
                new Sample { Position = ++_position, Device = device, IsEvent = true, TimestampMs = Replay.Ms(time), ReceivedAtMs = Replay.Ms(time), Numbers = [double.NaN], Texts = [name] },
                _output);
            return Taken();
        }

        public void Tick(double time)
        {
            _engine.Tick(++_position, Replay.Ms(time), true, _output);
            _output.Clear();
        }

        public void Input(InputRecord record) => Assert.True(_engine.TryInput(record, out string? refusal), refusal);

        public void Loop(int samples)
        {
            var device = _city.FindDevice("g-1")!;
            for (int i = 0; i < samples; i++)
            {
                long atMs = Replay.Ms(++_position * 60);
                _engine.Process(new Sample { Position = _position, Device = device, TimestampMs = atMs, ReceivedAtMs = atMs, Numbers = _numbers }, _output);
            }
        }

        private string Taken()
        {
            string happened = string.Join(", ", _output.Select(transition => $"{transition.Kind} {transition.Rule.Id}"));
            _output.Clear();
            return happened;
        }
    }
}
