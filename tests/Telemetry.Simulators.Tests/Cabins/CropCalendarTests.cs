using Telemetry.Simulators.Cabins;

namespace Telemetry.Simulators.Tests.Cabins;

public class CropCalendarTests
{
    private const long Minute = 60_000;

    [Fact]
    public void PhaseAt_OneCrop_GoesThroughThePhasesInOrder()
    {
        var calendar = new CropCalendar(0.37);
        var phases = new List<GrowthPhase>();
        for (long at = 0; at < 73L * 1440 * Minute; at += 60 * Minute)
        {
            GrowthPhase phase = calendar.PhaseAt(at);
            if (phases.Count == 0 || phases[^1] != phase)
                phases.Add(phase);
        }

        Assert.InRange(phases.Count, 6, 7);
        for (int i = 1; i < phases.Count; i++)
            Assert.Equal(((int)phases[i - 1] + 1) % 3, (int)phases[i]);
    }

    [Fact]
    public void PhaseAt_Year_HasTenCrops()
    {
        var calendar = new CropCalendar(0.5);
        int crops = 0;
        for (long hour = 1; hour < 365 * 24; hour++)
        {
            crops += calendar.PhaseAt(hour * 60 * Minute) == GrowthPhase.Mycelium
                && calendar.PhaseAt((hour - 1) * 60 * Minute) == GrowthPhase.Fruiting ? 1 : 0;
        }

        Assert.Equal(10, crops);
    }

    [Fact]
    public void RecipeAt_Always_ChangesInSmallSteps()
    {
        var calendar = new CropCalendar(0.1);
        PhaseRecipe last = calendar.RecipeAt(0);
        for (long at = Minute; at < 40L * 1440 * Minute; at += Minute)
        {
            PhaseRecipe now = calendar.RecipeAt(at);
            Assert.InRange(Math.Abs(now.Temperature - last.Temperature), 0, 0.05);
            Assert.InRange(Math.Abs(now.Humidity - last.Humidity), 0, 0.2);
            Assert.InRange(Math.Abs(now.Co2FanOn - last.Co2FanOn), 0, 20);
            last = now;
        }
    }

    [Fact]
    public void RecipeAt_PhaseThatWantsMore_FindsItFromItsFirstMinute()
    {
        var calendar = new CropCalendar(0);
        long primordium = 16L * 1440 * Minute;
        Assert.Equal(GrowthPhase.Mycelium, calendar.PhaseAt(primordium - 1));
        PhaseRecipe first = calendar.RecipeAt(primordium);
        Assert.InRange(first.Humidity, 85, 95);
        Assert.InRange(first.Co2FanOn, 1000, 2000);
        Assert.InRange(first.Temperature, 20, 24);
        Assert.True(first.Illuminance > 0);
        Assert.Equal(0, calendar.RecipeAt(primordium - 1).Illuminance);
    }
}
