using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>Days of all systems, judged by the worker's own decoder and rules.</summary>
public class CityDayTests
{
    /// <summary>Of the kinds there are thousands of; they differ by their random numbers only.</summary>
    private const int MostOfAKind = 12;

    /// <summary>Each cabin is in a phase of its own, each station has a design of its own.</summary>
    private static readonly string[] Whole = ["heating", "water-safety", "cabin"];
    private static readonly IReadOnlyList<SimulatedDevice> Devices = CityFolder.Read(SeedsFolder.Path);

    [Theory]
    [InlineData(1UL)]
    [InlineData(42UL)]
    public void Days_NoFault_EverythingIsTakenStaysNormalAndNoRuleRises(ulong seed)
    {
        using var city = new WatchedCity();
        var models = new ModelFactory(seed, Runs.Start);
        foreach (IGrouping<string, SimulatedDevice> kind in Devices.GroupBy(d => $"{d.System}/{d.Kind}"))
        {
            foreach (SimulatedDevice device in kind.Take(Whole.Contains(kind.First().System) ? int.MaxValue : MostOfAKind))
                city.Run(models.Create(device), Runs.Start, TimeSpan.FromHours(28));
        }

        Assert.Empty(city.Problems);
        Assert.Empty(city.Raised);
    }

    [Theory]
    [InlineData("hs-0007", FaultKind.Leak, 2, "primary-supply-pressure-low leak-critical secondary-return-pressure-low tank-level-low")]
    [InlineData("cam-09", FaultKind.Intrusion, 1, "person-in-zone voice-without-effect")]
    [InlineData("cabin-012", FaultKind.Hvac, 6, "temperature-low")]
    [InlineData("wm-0007", FaultKind.NoUse, 40, "no-use no-use-half-day")]
    [InlineData("wm-0007", FaultKind.OpenTap, 40, "over-use leak")]
    [InlineData("rsv-dashahe", FaultKind.Flood, 6, "flood-limit flood-limit-high design-level rising accident")]
    [InlineData("rsv-dashahe", FaultKind.Storm, 3, "rain-orange rain-red")]
    [InlineData("gauge-101", FaultKind.Flood, 4, "warning-level guarantee-level rising")]
    [InlineData("gauge-101", FaultKind.Storm, 3, "rain-orange rain-red")]
    [InlineData("road-water-03", FaultKind.Flood, 2, "water-on-road road-closed")]
    [InlineData("slope-02", FaultKind.Slide, 4, "moving moved")]
    [InlineData("gate-liquan", FaultKind.Jam, 1, "overload fault")]
    [InlineData("lift-00123", FaultKind.Trapped, 1, "trapped alarm-button fault")]
    [InlineData("motor-05", FaultKind.Overheat, 1, "winding-warm winding-hot winding-trip")]
    [InlineData("set-0077", FaultKind.Restart, 2, "revival-suspected revival-confirmed seal-broken")]
    [InlineData("line-03", FaultKind.Restart, 2, "revival-suspected revival-confirmed seal-broken")]
    [InlineData("pond-11", FaultKind.Oxygen, 3, "oxygen-stress oxygen-low oxygen-critical aerator-dead")]
    [InlineData("ebike-345", FaultKind.Overheat, 1, "hot overheated smoke")]
    [InlineData("car-045", FaultKind.Overheat, 1, "hot overheated smoke")]
    [InlineData("trike-05", FaultKind.Overheat, 1, "overheated smoke")]
    public void Fault_OfADevice_RaisesTheAlarmsItIsMeantFor(string id, object kind, int hours, string rules)
    {
        using var city = new WatchedCity();
        SimulatedDevice device = Devices.Single(d => d.Id == id);
        DeviceModel model = new ModelFactory(1, Runs.Start).Create(device);
        city.Run(model, Runs.Start, TimeSpan.FromHours(26));
        Assert.Empty(city.Raised);

        long begins = Runs.Start + (long)TimeSpan.FromHours(26).TotalMilliseconds;
        Assert.Null(Fault.Misfit((FaultKind)kind, device));
        model.Begin(new Fault((FaultKind)kind), begins);
        city.Run(model, begins, TimeSpan.FromHours(hours));

        string[] raised = [.. city.Raised.Select(r => r.Rule).Distinct()];
        Assert.All(rules.Split(' '), rule => Assert.Contains($"{id}: {rule}", raised));
        Assert.DoesNotContain(city.Problems, problem => problem.Contains("rejected", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_EveryKind_SendsEveryMeasuredFieldOfItsFile()
    {
        foreach (IGrouping<string, SimulatedDevice> kind in Devices.GroupBy(d => $"{d.System}/{d.Kind}"))
        {
            var reading = new Reading();
            DeviceModel model = Runs.Create(kind.First());
            model.Advance(Runs.Start + 60_000, new RecordedOutput());
            model.Read(reading);
            Assert.Equal(SeedFields.Measured(kind.First()).Order(), reading.Fields.Select(f => f.Name).Order());
        }
    }
}
