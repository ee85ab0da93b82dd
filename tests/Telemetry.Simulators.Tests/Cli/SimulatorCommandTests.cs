using System.CommandLine;
using Telemetry.Simulators.Cli;
using Telemetry.Simulators.Tests.Support;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Cli;

public sealed class SimulatorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly FakeConnector _connector = new();
    private SimulatorOptions? _options;

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Invoke_Seeds_ConnectsTheWholeCityAndSaysGoodbye()
    {
        Assert.Equal(0, await RunAsync("--city", SeedsFolder.Path, "--for", "0.2", "--ready-file", _folder["ready"]));
        Assert.Matches(@"simulators ready: 5183 devices connected in [0-9.]+ s\n", _output.ToString());
        Assert.Contains("simulators stopped: ", _output.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("simulators ready: 5183", File.ReadAllText(_folder["ready"]), StringComparison.Ordinal);
        Assert.Equal(["ready"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(196 + 6 + 3 + 224 + 3 + 13 + 12 + 165 + 20 + 1 + 1 + 1, _connector.Opened); // devices, gateways, and one for faults
        Assert.All(_connector.All, connection => Assert.True(connection.IsClosed));
        Assert.Equal("", _error.ToString());
    }

    [Fact]
    public async Task Invoke_Systems_OnlyTheseConnect()
    {
        Assert.Equal(0, await RunAsync("--city", SeedsFolder.Path, "--for", "0.1", "--systems", "heating,cabin"));
        Assert.Equal(60 + 103 + 1, _connector.Opened);
    }

    [Fact]
    public async Task Invoke_AllOptions_AreRead()
    {
        File.WriteAllText(_folder["secret"], "pass word\nrest\n");
        await RunAsync(
            "--city", SeedsFolder.Path, "--host", "broker", "--port", "1884", "--root", "stadt", "--user", "u", "--password-file", _folder["secret"],
            "--seed", "7", "--speed", "60", "--anchor", "1795248000000", "--interval-scale", "0.5", "--for", "0.05",
            "--fault", "leak:hs-0007@60s", "--fault", "silent:cam-01@5m+1m");
        Assert.Equal(("broker", 1884, "stadt"), (_options!.Host, _options.Port, _options.Root));
        Assert.Equal(("u", "pass word"), (_options.User, _options.Password));
        Assert.Equal((7UL, 60.0, 1795248000000, 0.5), (_options.Seed, _options.Speed, _options.AnchorMs!.Value, _options.IntervalScale));
        Assert.Equal(["hs-0007", "cam-01"], _options.Faults.Select(f => f.DeviceId));
        Assert.Equal("", _error.ToString());
    }

    [Theory]
    [InlineData("--port must be 1 to 65535", "--port", "0")]
    [InlineData("--port must be 1 to 65535", "--port", "70000")]
    [InlineData("--speed must be 0.01 to 100000", "--speed", "0")]
    [InlineData("--speed must be 0.01 to 100000", "--speed", "NaN")]
    [InlineData("--interval-scale must be", "--interval-scale", "-1")]
    [InlineData("--for must be more than 0", "--for", "0")]
    [InlineData("--anchor must be", "--anchor", "-1")]
    [InlineData("--root must be one level", "--root", "a/b")]
    [InlineData("contradict each other", "--password", "a", "--password-file", "b")]
    [InlineData("--ready-file: the folder of", "--ready-file", "/no/such/folder/file")]
    [InlineData("--fault: 'earthquake' is no kind", "--fault", "earthquake:hs-0007@60s")]
    [InlineData("--fault: there is no simulated device 'hs-9999'", "--fault", "leak:hs-9999@60s")]
    [InlineData("leak is a fault of heating/station; 'cam-01' is water-safety/camera", "--fault", "leak:cam-01@60s")]
    [InlineData("--systems: no simulator for 'tramway'", "--systems", "tramway")]
    public async Task Invoke_BadOption_SaysWhyAndEndsWithTwo(string why, params string[] arguments)
    {
        Assert.Equal(2, await RunAsync(["--city", SeedsFolder.Path, .. arguments]));
        Assert.Contains(why, _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, _connector.Opened);
    }

    [Fact]
    public async Task Invoke_SeveralMistakes_AllAreNamed()
    {
        Assert.Equal(2, await RunAsync("--city", SeedsFolder.Path, "--port", "0", "--speed", "0", "--fault", "x"));
        Assert.Equal(3, _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Invoke_NoCity_SaysWhatIsNeeded()
    {
        Assert.Equal(2, await RunAsync("--city", _folder["nowhere"]));
        Assert.Contains("no such folder; --city needs", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_CityWithoutSimulatedDevices_SaysSo()
    {
        Directory.CreateDirectory(_folder["systems"]);
        Directory.CreateDirectory(_folder["city"]);
        File.WriteAllText(Path.Combine(_folder["systems"], "r.yaml"), "system: air-quality\nkinds: { gauge: { interval: 5m } }\n");
        File.WriteAllText(Path.Combine(_folder["city"], "c.yaml"), "devices: [{ id: r1, system: air-quality, kind: gauge, area: linqing }]\n");
        Assert.Equal(2, await RunAsync("--city", _folder.Path));
        Assert.Contains("none of its 1 devices belongs to heating, water-safety, cabin", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_Help_NamesEveryOption()
    {
        RootCommand command = Command();
        Assert.Equal(0, await command.Parse(["--help"]).InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error }));
        foreach (Option option in command.Options)
            Assert.Contains(option.Name, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("sim/DEVICE/fault", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_NobodyConnects_IsNeverReadyAndStillStops()
    {
        _connector.Connects = false;
        Assert.Equal(0, await RunAsync("--city", SeedsFolder.Path, "--for", "0.1", "--ready-file", _folder["ready"]));
        Assert.DoesNotContain("ready", _output.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["ready"]));
    }

    private Task<int> RunAsync(params string[] arguments) =>
        Command().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error });

    private RootCommand Command() =>
        SimulatorCommand.Create(
            options =>
            {
                _options = options;
                return _connector;
            },
            TimeProvider.System,
            _output,
            _error);
}
