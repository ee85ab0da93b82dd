using Telemetry.Simulators.Clock;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Clock;

public class ScaledTimeProviderTests
{
    private static readonly DateTimeOffset Anchor = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(60)]
    public void GetUtcNow_AfterTheAnchor_RunsFaster(double speed)
    {
        var real = new ManualTimeProvider(Anchor);
        var scaled = new ScaledTimeProvider(real, Anchor, speed);
        Assert.Equal(Anchor, scaled.GetUtcNow());
        real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Anchor + TimeSpan.FromSeconds(10 * speed), scaled.GetUtcNow());
    }

    [Fact]
    public void GetUtcNow_TwoProcesses_SameAnchorAndSpeedAgree()
    {
        var real = new ManualTimeProvider(Anchor);
        var first = new ScaledTimeProvider(real, Anchor, 60);
        real.Advance(TimeSpan.FromSeconds(7));
        var second = new ScaledTimeProvider(real, Anchor, 60);
        Assert.Equal(first.GetUtcNow(), second.GetUtcNow());
        Assert.Equal(Anchor + TimeSpan.FromMinutes(7), second.GetUtcNow());
    }

    [Fact]
    public void CreateTimer_Period_IsShortened()
    {
        var real = new ManualTimeProvider(Anchor);
        var scaled = new ScaledTimeProvider(real, Anchor, 60);
        int fired = 0;
        using ITimer timer = scaled.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        real.Advance(TimeSpan.FromMilliseconds(999));
        Assert.Equal(0, fired);
        real.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, fired);
        real.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(3, fired);
    }

    [Fact]
    public void Change_Timer_IsShortenedToo()
    {
        var real = new ManualTimeProvider(Anchor);
        var scaled = new ScaledTimeProvider(real, Anchor, 10);
        int fired = 0;
        using ITimer timer = scaled.CreateTimer(_ => fired++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);
        real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void GetElapsedTime_Timestamps_AreScaled()
    {
        var real = new ManualTimeProvider(Anchor);
        var scaled = new ScaledTimeProvider(real, Anchor, 20);
        long start = scaled.GetTimestamp();
        real.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromMinutes(1), scaled.GetElapsedTime(start));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e9)]
    public void Constructor_SpeedOutOfRange_Throws(double speed) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledTimeProvider(TimeProvider.System, Anchor, speed));
}
