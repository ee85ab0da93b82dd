namespace Telemetry.Readings.Tests.Health;

/// <summary>A level that may change by 0.5 m in 5 min, and a humidity that may stay the same for an hour.</summary>
public sealed class FieldPlausibilityTests
{
    private const long Minute = 60_000;
    private readonly WatchRig _rig = new();

    [Theory]
    [InlineData(1, 2.0, 2.5, Quality.Good)]
    [InlineData(1, 2.0, 1.5, Quality.Good)]
    [InlineData(1, 2.0, 2.51, Quality.Suspect)]
    [InlineData(5, 2.0, 2.51, Quality.Suspect)]
    [InlineData(6, 2.0, 2.59, Quality.Good)]
    [InlineData(6, 2.0, 2.61, Quality.Suspect)]
    [InlineData(60, 2.0, 8.0, Quality.Good)]
    [InlineData(60, 2.0, 8.1, Quality.Suspect)]
    public void Level_Changing_IsPlausibleUpToItsRate(int minutes, double first, double second, Quality expected)
    {
        Assert.Equal(Quality.Good, Level(0, first));

        Assert.Equal(expected, Level(minutes, second));
        Assert.Equal(expected == Quality.Suspect ? 1 : 0, _rig.Count(DeviceFault.Jump));
    }

    [Fact]
    public void Spike_NeverBecomesGoodAndWhatFollowsIs()
    {
        Level(0, 2);

        Assert.Equal([Quality.Suspect, Quality.Good, Quality.Suspect, Quality.Suspect, Quality.Good], new[] { 9.0, 2.01, 7.0, 2.9, 2.02 }.Select((v, i) => Level(i + 1, v)));
        Assert.Equal(3, _rig.Count(DeviceFault.Jump));
    }

    [Fact]
    public void Step_ThatThreeSamplesAgreeOn_IsBelieved()
    {
        Level(0, 2);

        Assert.Equal([Quality.Suspect, Quality.Suspect, Quality.Good, Quality.Good], new[] { 5.0, 5.1, 5.3, 5.4 }.Select((v, i) => Level(i + 1, v)));
    }

    [Fact]
    public void LateSample_IsNotComparedAndChangesNothing()
    {
        Level(10, 2);

        Assert.Equal(Quality.Good, Level(5, 9));
        Assert.Equal(Quality.Good, Level(11, 2.1));
        Assert.Equal(0, _rig.Count(DeviceFault.Jump));
    }

    [Fact]
    public void BadValue_IsBadAndChangesNothing()
    {
        Level(0, 2);

        Assert.Equal(Quality.Bad, Level(1, 1000));
        Assert.Equal(Quality.Good, Level(2, 2.1));
    }

    [Fact]
    public void Humidity_ThatStays_IsStuckAfterItsTimeAndCountedOnce()
    {
        Assert.Equal(Quality.Good, Humidity(0, 55));
        Assert.Equal(Quality.Good, Humidity(59, 55));
        Assert.Equal(Quality.Stuck, Humidity(60, 55));
        Assert.Equal(Quality.Stuck, Humidity(90, 55));
        Assert.Equal(1, _rig.Count(DeviceFault.Stuck));

        Assert.Equal(Quality.Good, Humidity(91, 55.1));
        Assert.Equal(Quality.Good, Humidity(150, 55.1));
        Assert.Equal(Quality.Stuck, Humidity(151, 55.1));
        Assert.Equal(2, _rig.Count(DeviceFault.Stuck));
    }

    [Fact]
    public void FieldsWithoutLimits_AreNeverJudged()
    {
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(Quality.Good, _rig.Value("other", i % 2 * 1e9, WatchRig.Start + (i * Minute))));
        Assert.All(Enumerable.Range(100, 100), i => Assert.Equal(Quality.Good, _rig.Value("other", 7, WatchRig.Start + (i * Minute))));
    }

    private Quality Level(int minute, double value) => _rig.Value("level", value, WatchRig.Start + (minute * Minute));

    private Quality Humidity(int minute, double value) => _rig.Value("humidity", value, WatchRig.Start + (minute * Minute));
}
