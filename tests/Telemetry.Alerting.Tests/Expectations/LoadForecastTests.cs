using Telemetry.Alerting.Expectations;
using Telemetry.Alerting.Tests.Expressions;

namespace Telemetry.Alerting.Tests.Expectations;

public sealed class LoadForecastTests
{
    private const long Now = 1_763_700_000_000;
    private const long Hour = 3_600_000;

    [Fact]
    public void At_ColdSnap_ReachesTheLoadADayLater()
    {
        // 6 degC until now, -6 degC from then on: half the design load before, all of it 24 h later, half way after 12 h.
        var around = new FakeSurroundings { Sky = (_, atMs) => atMs <= Now ? 6 : -6 };
        Assert.Equal(500, At(around, 0), 1e-9);
        Assert.Equal(750, At(around, 12), 1e-9);
        Assert.Equal(1000, At(around, 24), 1e-9);
    }

    [Fact]
    public void At_LittleOfTheForecastKnown_IsUnknown()
    {
        Assert.Equal(1000, At(new FakeSurroundings { Sky = (_, atMs) => atMs > Now - (12 * Hour) ? -6 : double.NaN }, 0), 1e-9);
        Assert.True(double.IsNaN(At(new FakeSurroundings { Sky = (_, atMs) => atMs > Now - (11 * Hour) ? -6 : double.NaN }, 0)));
    }

    private static double At(FakeSurroundings around, int hours) =>
        LoadForecast.At(around, TestCity.Load().Areas[0], "outdoor_temperature", Now + (hours * Hour), 1000, 18, -6);
}
