using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary><c>./run</c> as the README tells a new user.</summary>
public sealed class RunScriptTests
{
    [Fact]
    public async Task Run_ForAFewSeconds_SaysReadyHasTheCityAndStopsCleanly()
    {
        using var folder = new TemporaryFolder();
        await using PeerProcess run = Start("--for", "8", "--data", folder.Path, "--mqtt-port", Port(), "--console-port", Port());

        await run.WaitForExitAsync(TimeSpan.FromMinutes(4));

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Single(run.Output.Split('\n'), line => line.StartsWith("ready  console http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains("5183 devices", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" WARN ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" ERROR ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SixtyTimesAsFast_StartsAndStopsWithoutAFalseAlarm()
    {
        using var folder = new TemporaryFolder();
        foreach (string seconds in new[] { "24", "12" })
        {
            await using PeerProcess run = Start("--for", seconds, "--speed", "60", "--data", folder.Path, "--mqtt-port", Port(), "--console-port", Port());

            await run.WaitForExitAsync(TimeSpan.FromMinutes(4));

            Assert.True(run.ExitCode == 0, run.Output);
            Assert.Contains("devices 5183/5183", run.Output, StringComparison.Ordinal);
            Assert.DoesNotMatch("incidents [1-9]", run.Output);
        }
    }

    [Fact]
    public async Task Run_SigTerm_StopsWorkerAndSimulators()
    {
        using var folder = new TemporaryFolder();
        string mqttPort = Port();
        await using PeerProcess run = Start("--data", folder.Path, "--mqtt-port", mqttPort, "--console-port", Port());
        await Eventually.TrueAsync(
            () => Task.FromResult(run.HasExited || run.Output.Contains("ready  ", StringComparison.Ordinal)), TimeSpan.FromMinutes(4), () => run.Output);

        await run.StopAsync();

        Assert.True(run.ExitCode == 0, run.Output);
        using var client = new System.Net.Sockets.TcpClient();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(
            () => client.ConnectAsync("127.0.0.1", int.Parse(mqttPort, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("--speed", "fast")]
    [InlineData("--mqtt-port", "70000")]
    [InlineData("--nonsense", "1")]
    [InlineData("--city", "/nowhere")]
    public async Task Run_WrongOption_IsRefusedWithExitCode2(string option, string value)
    {
        await using PeerProcess run = Start(option, value);

        await run.WaitForExitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option, run.Output, StringComparison.Ordinal);
    }

    private static PeerProcess Start(params string[] arguments) => PeerProcess.Start(Path.Combine(Repository.Root, "run"), arguments, Path.GetTempPath());

    private static string Port() => PeerProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
