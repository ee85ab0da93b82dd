using Telemetry.Simulators.Cabins;
using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Physics;
using Telemetry.Simulators.Tests.Seeds;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Cabins;

public class CabinTests
{
    private static readonly Dictionary<GrowthPhase, string> Examples = FindExamples();

    [Theory]
    [InlineData(GrowthPhase.Mycelium, 22, 25, 60, 75, 5000)]
    [InlineData(GrowthPhase.Primordium, 18, 22, 85, 95, 2000)]
    [InlineData(GrowthPhase.Fruiting, 15, 20, 83, 95, 1500)]
    internal void Read_Phase_HasItsClimate(GrowthPhase phase, double coldest, double warmest, double driest, double wettest, double co2)
    {
        Runs.Sample(Create(phase), Runs.Start, TimeSpan.FromHours(12), (_, r) =>
        {
            Assert.InRange(r.Number("temperature"), coldest, warmest);
            Assert.InRange(r.Number("humidity"), driest, wettest);
            Assert.InRange(r.Number("co2"), 400, co2);
            Assert.InRange(r.Number("oxygen"), 20, 20.9);
            Assert.Equal(phase.ToString().ToUpperInvariant(), r.Fields.Single(f => f.Name == "phase").Text!.ToUpperInvariant());
        });
    }

    [Fact]
    public void Read_Fruiting_IsLitForElevenHours()
    {
        List<double> light = Runs.Values(Create(GrowthPhase.Fruiting), "illuminance", Runs.Start, TimeSpan.FromDays(1));
        Assert.InRange(light.Count(lux => lux is >= 300 and <= 800) / 60.0, 10, 12);
        Assert.InRange(light.Count(lux => lux == 0) / 60.0, 12, 14);
    }

    [Fact]
    public void Read_Mycelium_IsDark() =>
        Assert.All(Runs.Values(Create(GrowthPhase.Mycelium), "illuminance", Runs.Start, TimeSpan.FromDays(1)), lux => Assert.Equal(0, lux));

    [Fact]
    public void Read_Fan_BreathesInCycles()
    {
        List<double> co2 = Runs.Values(Create(GrowthPhase.Fruiting), "co2", Runs.Start, TimeSpan.FromDays(1));
        int turns = 0;
        bool rising = true;
        foreach (double value in co2)
        {
            if (rising ? value > 1150 : value < 850)
            {
                turns++;
                rising = !rising;
            }
        }

        Assert.InRange(turns, 10, 60);
    }

    [Fact]
    public void Step_FanRuns_NoFog()
    {
        PhaseRecipe recipe = PhaseRecipe.Of(GrowthPhase.Fruiting) with { Humidity = 99 };
        var climate = new CabinClimate(recipe, 1, 1);
        double before = climate.Humidity;
        bool ran = false;
        for (int i = 0; i < 2000; i++)
        {
            climate.Step(5, recipe, outdoor: 4, outdoorHumidity: 50, powered: true);
            if (climate.FanRuns && !ran)
                before = climate.Humidity;
            ran = climate.FanRuns;
            if (ran)
                Assert.True(climate.Humidity <= before + 0.5);
        }
    }

    [Fact]
    public void Step_NothingRuns_TendsToOutdoorTemperature()
    {
        PhaseRecipe recipe = PhaseRecipe.Of(GrowthPhase.Mycelium) with { Respiration = 0 };
        var climate = new CabinClimate(recipe, 1, 1);
        double last = climate.Temperature;
        for (int i = 0; i < 20_000; i++)
        {
            climate.Step(5, recipe, outdoor: 3, outdoorHumidity: 60, powered: false);
            Assert.True(climate.Temperature <= last);
            last = climate.Temperature;
        }

        Assert.Equal(3, climate.Temperature, 1);
        Assert.InRange(climate.Humidity, 55, 65);
        Assert.Equal(420, climate.Co2, 0);
    }

    [Theory]
    [InlineData(GrowthPhase.Primordium)]
    [InlineData(GrowthPhase.Fruiting)]
    internal void Begin_Hvac_CrossesTheThresholds(GrowthPhase phase)
    {
        DeviceModel cabin = Create(phase);
        cabin.Begin(new Fault(FaultKind.Hvac), Runs.Start);
        using var city = new WatchedCity();
        city.Run(cabin, Runs.Start, TimeSpan.FromHours(4));
        Assert.InRange(city.First("humidity-low") - Runs.Start, 600_000, 1_800_000);
        Assert.InRange(city.First("temperature-low") - Runs.Start, 1_200_000, 9_000_000);
    }

    [Fact]
    public void End_Hvac_ClimateComesBack()
    {
        DeviceModel cabin = Create(GrowthPhase.Fruiting);
        cabin.Begin(new Fault(FaultKind.Hvac), Runs.Start);
        Assert.InRange(Runs.Values(cabin, "temperature", Runs.Start, TimeSpan.FromHours(2))[^1], 0, 14);
        cabin.End(Runs.Start + 7_200_000);
        Assert.InRange(Runs.Values(cabin, "temperature", Runs.Start + 7_200_000, TimeSpan.FromHours(2))[^1], 16.5, 18.5);
    }

    [Fact]
    public void Begin_OtherFault_ChangesNothing()
    {
        DeviceModel cabin = Create(GrowthPhase.Fruiting);
        cabin.Begin(new Fault(FaultKind.Leak), Runs.Start);
        Assert.All(Runs.Values(cabin, "temperature", Runs.Start, TimeSpan.FromHours(2)), value => Assert.InRange(value, 16.5, 18.5));
    }

    private static DeviceModel Create(GrowthPhase phase) => Runs.Create(Runs.Cabin(Examples[phase]));

    /// <summary>Cabins that stay in one phase for the days around the start.</summary>
    private static Dictionary<GrowthPhase, string> FindExamples()
    {
        var found = new Dictionary<GrowthPhase, string>();
        for (int i = 1; i <= 103; i++)
        {
            string id = $"cabin-{i:000}";
            var calendar = new CropCalendar(new SeededRandom(1, id + "/design").NextDouble());
            GrowthPhase phase = calendar.PhaseAt(Runs.Start - 86_400_000);
            if (phase == calendar.PhaseAt(Runs.Start + 2 * 86_400_000L))
                found.TryAdd(phase, id);
        }

        return found;
    }
}
