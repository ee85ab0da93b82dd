using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Tests.Console.Pages;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/incidents/0123456789abcdef", "/incidents/0123456789abcdef")]
    [InlineData("/quarantine", "/quarantine")]
    [InlineData("/quarantine?x", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("//elsewhere.example", "/")]
    [InlineData("/incidents/", "/")]
    [InlineData("/incidents/a/../../logout", "/")]
    [InlineData("/incidents/a\n", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/api/v1/devices", "/")]
    public void OrHome_AnyText_IsAPageOfOurs(string? path, string expected) => Assert.Equal(expected, LocalPath.OrHome(path));
}
