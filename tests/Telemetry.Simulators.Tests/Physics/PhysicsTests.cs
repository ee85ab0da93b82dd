using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Tests.Physics;

public class PhysicsTests
{
    /// <summary>2026-11-21 00:00 in China, 16:00 UTC the day before.</summary>
    private const long Midnight = 1_795_190_400_000;

    [Fact]
    public void Toward_OneTimeConstant_GoesMostOfTheWay() => Assert.Equal(63.2, Lag.Toward(0, 100, 60, 60), 1);

    [Fact]
    public void Toward_TwoHalfSteps_AreOneStep() =>
        Assert.Equal(Lag.Toward(20, 80, 10, 33), Lag.Toward(Lag.Toward(20, 80, 5, 33), 80, 5, 33), 9);

    [Fact]
    public void Toward_StepMuchLongerThanTimeConstant_DoesNotOvershoot() => Assert.Equal(100, Lag.Toward(0, 100, 1e6, 1), 9);

    [Fact]
    public void Step_ConstantPlant_LeavesNoError()
    {
        var controller = new PiController(gain: 0.5, integralSeconds: 60, minimum: 0, maximum: 100, start: 10);
        double value = 20;
        for (int i = 0; i < 2000; i++)
            value = Lag.Toward(value, 0.8 * controller.Step(50 - value, 5), 5, 120);
        Assert.Equal(50, value, 2);
    }

    [Fact]
    public void Step_LongAtItsLimit_ComesBackAtOnce()
    {
        var controller = new PiController(gain: 1, integralSeconds: 10, minimum: 0, maximum: 100, start: 50);
        for (int i = 0; i < 10_000; i++)
            controller.Step(30, 5);
        Assert.Equal(100, controller.Output);
        for (int i = 0; i < 10; i++)
            controller.Step(-5, 5);
        Assert.InRange(controller.Output, 0, 90);
    }

    [Theory]
    [InlineData(0, 4.85)]
    [InlineData(20, 17.3)]
    [InlineData(30, 30.4)]
    public void Saturation_KnownTemperatures_MatchTheTables(double celsius, double grams) =>
        Assert.InRange(MoistAir.Saturation(celsius), grams * 0.99, grams * 1.01);

    [Theory]
    [InlineData(0.82349, 3, 0.823)]
    [InlineData(0.8235, 3, 0.824)]
    [InlineData(-3, 1, 0)]
    [InlineData(77, 0, 50)]
    public void Read_NoNoise_IsQuantisedAndBounded(double value, int decimals, double expected) =>
        Assert.Equal(expected, Sensor.Read(value, 0, decimals, new SeededRandom(1, "x"), maximum: 50));

    [Fact]
    public void Temperature_Day_IsColdestBeforeDawnAndWarmestAfterNoon()
    {
        var warmest = new double[24];
        for (ulong seed = 0; seed < 40; seed++)
        {
            var weather = new Weather(seed);
            for (int hour = 0; hour < 24; hour++)
                warmest[hour] += weather.Temperature(Midnight + hour * 3_600_000L);
        }

        Assert.InRange(Array.IndexOf(warmest, warmest.Max()), 13, 16);
        Assert.InRange(Array.IndexOf(warmest, warmest.Min()), 1, 5);
    }

    [Fact]
    public void SmoothedTemperature_Always_LagsBehind()
    {
        var weather = new Weather(1);
        long morning = Midnight + 10 * 3_600_000L;
        Assert.True(weather.SmoothedTemperature(morning) < weather.Temperature(morning));
    }

    [Fact]
    public void Weather_ManyYears_StaysWeatherOfTheHeatingSeason()
    {
        var weather = new Weather(9);
        for (int i = 0; i < 20_000; i++)
        {
            long at = 1_700_000_000_000 + i * 5_000_000L;
            Assert.InRange(weather.Temperature(at), -2.5, 9.5);
            Assert.InRange(weather.RelativeHumidity(at), 30, 92);
        }
    }
}
