using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>What hits many devices of the whole city at once is one incident: a storm over a county, terminals that fall silent.</summary>
public sealed class SeedGroupTests
{
    private const long MinuteMs = 60_000;

    private static readonly Lazy<RuleSet> Rules = new(Compile);

    private readonly RuleEngine _engine = new(Rules.Value);
    private readonly List<Transition> _told = [];
    private long _position;

    [Theory]
    [InlineData(60, 14, "rain-orange", Severity.High)]
    [InlineData(55, 29, "rain-yellow", Severity.Medium)]
    [InlineData(55, 59, "rain-blue", Severity.Low)]
    public void Rain_OverThreeGaugesOfACounty_IsOneIncident(double rain, int sixMinutes, string rule, Severity severity)
    {
        string[] gauges = ["gauge-001", "gauge-009", "gauge-017", "gauge-002"];
        for (int i = 0; i <= 130 + sixMinutes * 2; i++)
        {
            double fallen = rain * Math.Clamp((i - 130) / (sixMinutes * 2.0), 0, 1);
            Array.ForEach(gauges, gauge => Sample(gauge, i * 6 * MinuteMs, fallen));
        }

        var group = Assert.Single(_told, one => one.Rule.Id == rule + "-group");
        Assert.Equal((TransitionKind.Raised, severity, "dongchangfu"), (group.Kind, group.Severity, group.Device.Area.Id));
        string[] members = [.. _told.Where(one => one.Rule.Id == rule && one.Group == group.Id).Select(one => one.Device.Id).Distinct().Order()];
        Assert.Equal(["gauge-001", "gauge-009", "gauge-017"], members);
        Assert.Equal(["gauge-002"], _told.Where(one => one.Rule.Id == rule && one.Kind == TransitionKind.Raised && !members.Contains(one.Device.Id)).Select(one => one.Device.Id));
    }

    [Fact]
    public void Red_OverThreeGaugesOfACounty_IsToldOfEach()
    {
        string[] gauges = ["gauge-001", "gauge-009", "gauge-017"];
        for (int i = 0; i < 50; i++)
        {
            Array.ForEach(gauges, gauge => Sample(gauge, i * 5 * MinuteMs, i < 40 ? 0 : 120));
        }

        Assert.Equal(gauges, _told.Where(one => one.Kind == TransitionKind.Raised && one.Severity == Severity.Critical).Select(one => one.Device.Id).Order());
        Assert.DoesNotContain(_told, one => one.Rule is GroupRule or { Id: "rain-orange" });
    }

    [Fact]
    public void Silence_OfAllTerminals_IsOneIncidentForEachArea()
    {
        for (int minute = 0; minute <= 20; minute++)
        {
            _engine.Tick(++_position, Replay.StartMs + minute * MinuteMs, true, _told);
        }

        foreach (string kind in new[] { "lift", "gauge" })
        {
            Transition[] silent = [.. _told.Where(one => one.Rule.Kind.Id == kind)];
            string[] areas = [.. silent.Where(one => one.Rule.Id == "silent").Select(one => one.Device.Area.Id).Distinct().Order()];
            Assert.NotEmpty(areas);
            Assert.Equal(areas, silent.Where(one => one.Rule.Id == "silent-group" && one.Kind == TransitionKind.Raised).Select(one => one.Device.Area.Id).Order());
            Assert.All(silent.Where(one => one.Rule.Id == "silent").GroupBy(one => one.Device), device => Assert.NotNull(device.Last().Group));
        }
    }

    private void Sample(string id, long afterMs, double rain)
    {
        Device device = Rules.Value.City.FindDevice(id)!;
        double[] numbers = new double[device.Kind.Readings.Count];
        Array.Fill(numbers, double.NaN);
        numbers[device.Kind.Readings.Find("rain_total")!.Index] = 100 + rain;
        long atMs = Replay.StartMs + afterMs;
        _engine.Process(
            new Sample { Position = ++_position, Device = device, TimestampMs = atMs, ReceivedAtMs = atMs, Numbers = numbers, Texts = new string?[numbers.Length] }, _told);
    }

    private static RuleSet Compile()
    {
        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(CityLoader.Load(SeedsFolder.Path).City!, mistakes);
        Assert.Empty(mistakes);
        return rules;
    }
}
