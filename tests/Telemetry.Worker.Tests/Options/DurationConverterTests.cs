using System.Globalization;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Options;

public sealed class DurationConverterTests
{
    [Theory]
    [InlineData("4ms", 4)]
    [InlineData("0.5ms", 0.5)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData(" 5m ", 300_000)]
    [InlineData("12h", 43_200_000)]
    [InlineData("7d", 604_800_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("00:00:30", 30_000)]
    [InlineData("1.00:00:00", 86_400_000)]
    public void ConvertFrom_Text_IsTheDuration(string text, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new DurationConverter().ConvertFrom(null, CultureInfo.InvariantCulture, text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1,5s")]
    [InlineData("5 minutes")]
    [InlineData("1e3s")]
    [InlineData("1:2:3:4:5")]
    public void ConvertFrom_AnythingElse_IsAFormatException(string text) =>
        Assert.Throws<FormatException>(() => new DurationConverter().ConvertFrom(null, CultureInfo.InvariantCulture, text));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.5, "0.5ms")]
    [InlineData(4, "4ms")]
    [InlineData(1_000, "1s")]
    [InlineData(90_000, "90s")]
    [InlineData(60_000, "1m")]
    [InlineData(43_200_000, "12h")]
    [InlineData(86_400_000, "1d")]
    public void Format_Duration_IsTheShortestWayToWriteIt(double milliseconds, string expected) =>
        Assert.Equal(expected, DurationConverter.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void ScaledTime_RunsAtItsSpeedFromTheAnchor()
    {
        DateTimeOffset anchor = TimeProvider.System.GetUtcNow().AddHours(-1);
        var time = new ScaledTimeProvider(anchor, 60);

        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        DateTimeOffset shown = time.GetUtcNow();
        DateTimeOffset after = TimeProvider.System.GetUtcNow();

        Assert.InRange(shown, anchor + (before - anchor) * 60, anchor + (after - anchor) * 60);
    }
}
