using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Tests.Console;

public sealed class TimeTextTests
{
    private const long NowMs = 1_795_248_000_000;

    [Theory]
    [InlineData("now", NowMs)]
    [InlineData("0", 0)]
    [InlineData("1795248000123", 1_795_248_000_123)]
    [InlineData("-1h", NowMs - 3_600_000)]
    [InlineData("-0.5s", NowMs - 500)]
    [InlineData("-9999999d", 0)]
    [InlineData("2026-11-21T08:00:00Z", NowMs)]
    [InlineData("2026-11-21T16:00:00+08:00", NowMs)]
    [InlineData("2026-11-21T16:00:00 08:00", NowMs)]
    [InlineData("2026-11-21", NowMs - 28_800_000)]
    public void TryRead_Moment_IsUnixMilliseconds(string text, long expected)
    {
        Assert.True(TimeText.TryRead(text, NowMs, out long unixMs));
        Assert.Equal(expected, unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-5")]
    [InlineData("+1h")]
    [InlineData("-0s")]
    [InlineData("yesterday")]
    [InlineData("1960-01-01")]
    [InlineData("253402300800000")]
    [InlineData("99999999999999999999")]
    [InlineData("-Infinitys")]
    [InlineData("-999999999999999d")]
    public void TryRead_AnythingElse_IsFalse(string text) => Assert.False(TimeText.TryRead(text, NowMs, out _));

    [Fact]
    public void Rfc3339_IsUtcWithMilliseconds() => Assert.Equal("2026-11-21T08:00:00.007Z", TimeText.Rfc3339(NowMs + 7));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(59, 59)]
    [InlineData(60, 60)]
    [InlineData(61, 120)]
    [InlineData(90, 120)]
    [InlineData(3_600, 3_600)]
    [InlineData(3_601, 7_200)]
    [InlineData(31_557, 32_400)]
    public void RoundUp_AboveAMinuteOrAnHour_IsWhole(double seconds, double expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), TimeText.RoundUp(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void RoundUp_Longest_Stays() => Assert.Equal(TimeSpan.MaxValue, TimeText.RoundUp(TimeSpan.MaxValue));
}
