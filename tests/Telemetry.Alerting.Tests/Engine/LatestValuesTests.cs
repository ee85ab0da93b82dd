using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class LatestValuesTests
{
    private static readonly RuleSet Rules = TestCity.Compile();

    private readonly RuleEngine _engine = new(Rules);

    [Fact]
    public void TryGet_NeverSent_IsFalse() => Assert.False(_engine.Latest.TryGet(Rules.City.Devices[0], 0, out _));

    [Fact]
    public void TryGet_PartialReadings_KeepsEachFieldsNewest()
    {
        Send(10, [1, 2, double.NaN, double.NaN, 1, double.NaN]);
        Send(20, [double.NaN, 3, double.NaN, double.NaN, 0, double.NaN]);
        Assert.Equal(new LatestValue(1, 10, false), Get(0));
        Assert.Equal(new LatestValue(3, 20, false), Get(1));
        Assert.Equal(new LatestValue(0, 20, false), Get(4));
        Assert.False(_engine.Latest.TryGet(Rules.City.Devices[0], 2, out _));
        Assert.False(_engine.Latest.TryGet(Rules.City.Devices[1], 0, out _));
    }

    [Fact]
    public void TryGet_LateSample_FillsOnlyWhatIsOlder()
    {
        Send(20, [1, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN]);
        Send(10, [5, 6, double.NaN, double.NaN, double.NaN, double.NaN], receivedAt: 30);
        Assert.Equal(new LatestValue(1, 20, false), Get(0));
        Assert.Equal(new LatestValue(6, 10, false), Get(1));
    }

    [Fact]
    public void TryGet_BadValue_IsShownAsBad()
    {
        Send(10, [1, 2, 3, 4, 1, double.NaN]);
        Send(20, [double.NaN, 2, 3, 4, 1, double.NaN], bad: [99, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN]);
        Assert.Equal(new LatestValue(99, 20, true), Get(0));
        Send(30, [1.5, 2, 3, 4, 1, double.NaN]);
        Assert.Equal(new LatestValue(1.5, 30, false), Get(0));
    }

    [Fact]
    public void TryGet_TimestampAfterReceipt_IsClamped()
    {
        Send(50, [1, 2, 3, 4, 1, double.NaN], receivedAt: 40);
        Assert.Equal(40, Get(0).AtMs);
    }

    [Fact]
    public void TryGet_FieldThatIsNone_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _engine.Latest.TryGet(Rules.City.Devices[0], 6, out _));

    private LatestValue Get(int field)
    {
        Assert.True(_engine.Latest.TryGet(Rules.City.Devices[0], field, out var latest));
        return latest;
    }

    private void Send(long time, double[] numbers, long? receivedAt = null, double[]? bad = null) => _engine.Process(
        new Sample { Position = time, Device = Rules.City.Devices[0], TimestampMs = time, ReceivedAtMs = receivedAt ?? time, Numbers = numbers, BadNumbers = bad }, []);
}
