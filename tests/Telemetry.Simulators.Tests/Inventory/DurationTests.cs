using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Tests.Inventory;

public class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("30s", 30)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    public void TryParse_Duration_IsRead(string text, double seconds)
    {
        Assert.True(Duration.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("30")]
    [InlineData("-5s")]
    [InlineData("0s")]
    [InlineData("5 s")]
    [InlineData("1e9d")]
    [InlineData("99999d")]
    [InlineData("5w")]
    public void TryParse_Nonsense_IsRefused(string? text) => Assert.False(Duration.TryParse(text, out _));
}
