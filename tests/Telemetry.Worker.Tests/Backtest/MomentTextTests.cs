using Telemetry.Worker.Backtest;

namespace Telemetry.Worker.Tests.Backtest;

public sealed class MomentTextTests
{
    [Theory]
    [InlineData("2026-01-15", "2026-01-14T16:00:00Z")]
    [InlineData("2026-01-15T08:30", "2026-01-15T00:30:00Z")]
    [InlineData("2026-01-15 08:30:05", "2026-01-15T00:30:05Z")]
    [InlineData("2026-01-15T08:30:00Z", "2026-01-15T08:30:00Z")]
    [InlineData("2026-01-15T08:30:00+02:00", "2026-01-15T06:30:00Z")]
    [InlineData("2026-01-15T08:30:00.25Z", "2026-01-15T08:30:00.25Z")]
    public void TryRead_WithoutAnOffset_IsTheCitysTime(string text, string expected)
    {
        Assert.True(MomentText.TryFindZone(MomentText.CityZone, out TimeZoneInfo zone));

        Assert.True(MomentText.TryRead(text, zone, out long unixMs));

        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(), unixMs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-13-01")]
    [InlineData("15.1.2026")]
    [InlineData("-1h")]
    public void TryRead_AnythingElse_IsRefused(string text) => Assert.False(MomentText.TryRead(text, TimeZoneInfo.Utc, out _));

    [Fact]
    public void Show_GoesBack() => Assert.Equal("2026-01-15 08:30:00", MomentText.Show(1_768_437_000_000, TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(8), "x", "x")));
}
