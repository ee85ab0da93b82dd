using Telemetry.Simulators.Cameras;
using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>A simulated day of every device of the three oldest systems, against the seeds' own ranges and rules as this project reads them.</summary>
public class CalmDayTests
{
    [Theory]
    [InlineData(1UL)]
    [InlineData(42UL)]
    public void Day_NoFault_EverythingStaysNormalAndNoRuleRises(ulong seed)
    {
        string[] older = ["heating", "water-safety", "cabin"];
        SimulatedDevice[] devices = [.. CityFolder.Read(SeedsFolder.Path).Where(device => older.Contains(device.System))];
        var systems = older.ToDictionary(id => id, SeedSystem.Load);
        var models = new ModelFactory(seed, Runs.Start);
        var problems = new List<string>();
        foreach (SimulatedDevice device in devices)
        {
            SeedSystem system = systems[device.System];
            var watch = new RuleWatch(system);
            var output = new RecordedOutput();
            Runs.Sample(models.Create(device), Runs.Start, TimeSpan.FromDays(1), (at, reading) =>
            {
                watch.Take(at, reading);
                problems.AddRange(OutOfRange(device, system, reading));
            }, output);
            problems.AddRange(watch.Raised.Select(rule => $"{device.Id}: {rule.Key}"));
            problems.AddRange(output.Events.Cast<Sighting>().Where(e => e.Name != "cleared" && e.Confidence >= 0.6).Select(e => $"{device.Id}: {e.Name}"));
        }

        Assert.Equal(196, devices.Length);
        Assert.True(problems.Count == 0, string.Join("\n", problems.Distinct().Take(200)));
    }

    [Fact]
    public void Day_NoFault_CamerasReportNowAndThenWithLowConfidence()
    {
        var output = new RecordedOutput();
        var models = new ModelFactory(1, Runs.Start);
        for (int i = 1; i <= 33; i++)
            models.Create(Runs.Camera($"cam-{i:00}")).Advance(Runs.Start + 86_400_000, output);
        Assert.InRange(output.Events.Count(e => e.Name == "loitering"), 5, 60);
        Assert.Empty(output.Snapshots);
    }

    private static IEnumerable<string> OutOfRange(SimulatedDevice device, SeedSystem system, Reading reading)
    {
        foreach (Reading.Measured field in reading.Fields)
        {
            if (system.Fields[field.Name].Normal is { } normal && !(field.Number >= normal.Minimum && field.Number <= normal.Maximum))
                yield return $"{device.Id}: {field.Name} = {field.Number}";
        }
    }
}
