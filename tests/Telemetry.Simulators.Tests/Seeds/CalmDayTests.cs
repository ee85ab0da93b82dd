using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>A simulated day of the cameras.</summary>
public class CalmDayTests
{
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
}
