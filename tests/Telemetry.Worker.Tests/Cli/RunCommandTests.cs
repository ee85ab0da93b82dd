using System.Net;
using System.Net.Sockets;
using Telemetry.Testing;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Cli;

/// <summary>Starts that cannot succeed: each says what, where and the mend, and is an exit code.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RunCommandTests() => TestCity.Write(_folder["city"]);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task MqttPortInUse_Fails()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        await FailsAsync($"Mqtt:Port = {port}: ", "another program uses that port; choose another Port", $"--Mqtt:Port={port}");
    }

    [Fact]
    public async Task Help_ListsTheMainWorkerOptions()
    {
        CommandRun run = await CommandRun.OfAsync("run", "--help");

        Assert.Equal(ExitCode.Success, run.ExitCode);
        string[] options = ["Mqtt:Mode", "Mqtt:Host", "Mqtt:Port", "Store:Kind", "Store:Url", "Journal:Linger", "Notifications:Webhook:Url", "Console:Url", "City:Folder", "Data:Folder", "Clock:Speed"];
        Assert.All(options, option => Assert.Contains($"--{option}=", run.Output, StringComparison.Ordinal));
        Assert.Contains("docs/operations.md", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("additional arguments", run.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Help_OfACommandWithoutThem_ListsNone() =>
        Assert.DoesNotContain("--Mqtt:Port=", (await CommandRun.OfAsync("journal", "--help")).Output, StringComparison.Ordinal);

    [Fact]
    public async Task ConsolePortInUse_Fails()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;

        await FailsAsync($"Console:Url = http://127.0.0.1:{port}: the port is in use", "--Console:Url=", $"--Console:Url=http://127.0.0.1:{port}");
    }

    [Fact]
    public Task ConsoleAddressOfAnotherMachine_Fails() => FailsAsync("Console:Url = http://192.0.2.1:8080: ", "--Console:Url=", "--Console:Url=http://192.0.2.1:8080");

    [Fact]
    public Task MqttHostThatIsNoAddress_Fails() => FailsAsync("Mqtt:Port = 0: Cannot listen on 'broker.example'", "an IP address, localhost, or *", "--Mqtt:Host=broker.example");

    [Fact]
    public async Task DataFolderThatCannotBeWritten_Fails()
    {
        File.WriteAllText(_folder["file"], "");

        await FailsAsync($"Data:Folder = '{_folder["file"]}/below': cannot be written", "--Data:Folder=DIR", $"--Data:Folder={_folder["file"]}/below");
    }

    [Theory]
    [InlineData(ConsoleToken.FileName, "short", "a token has at least 32")]
    [InlineData("mqtt-users", "nonsense", "mqtt-users:1: is not 'name:hash'")]
    [InlineData("alerts.db", "this is not a database, whatever its name may say", "move the file away")]
    [InlineData("quarantine.db", "this is not a database, whatever its name may say", "Delete the file")]
    public async Task BrokenStateFile_Fails(string file, string content, string why)
    {
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllText(Path.Combine(_folder["data"], file), content);

        await FailsAsync(_folder["data"], why);
    }

    [Theory]
    [InlineData("cursor 9 1 00000000\n", "was written by a newer Telemetry (format 9, this one reads 1). Run that version again.")]
    [InlineData("cursor 1 1 00000000\n", "Delete it to read the journal again")]
    public async Task CursorFileThatIsNewerOrBroken_Fails(string content, string why)
    {
        Directory.CreateDirectory(_folder["data"]);
        File.WriteAllText(_folder["data/store.cursor"], content);

        await FailsAsync($"The cursor file {_folder["data/store.cursor"]} ", why, "--Store:Kind=influxdb1", "--Store:Url=http://127.0.0.1:1");
    }

    [Fact]
    public async Task Mistakes_StartNothing()
    {
        CommandRun run = await RunAsync("--Mqtt:Prt=1");

        Assert.Equal(ExitCode.Mistakes, run.ExitCode);
        Assert.Contains("did you mean Mqtt:Port?", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    public async Task BrokerServe_BeyondLoopback_IsRefused(string host)
    {
        CommandRun run = await CommandRun.OfAsync("broker", "serve", "--Mqtt:Port=0", "--Mqtt:Host=" + host);

        Assert.Equal(ExitCode.Mistakes, run.ExitCode);
        Assert.Contains("listens on loopback only", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokerServe_PortInUse_Fails()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        CommandRun run = await CommandRun.OfAsync("broker", "serve", $"--Mqtt:Port={((IPEndPoint)other.LocalEndpoint).Port}");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("another program uses that port", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GoodStart_ServesUntilItIsAskedToStopAndCanStartAgain()
    {
        for (int start = 0; start < 2; start++)
        {
            using var asked = new CancellationTokenSource();
            Task<CommandRun> running = CommandRun.OfAsync(Arguments("--Console:ReadyFile=" + _folder["ready"]), asked.Token);
            await Eventually.TrueAsync(() => File.Exists(_folder["ready"]) || running.IsCompleted);
            await asked.CancelAsync();

            CommandRun run = await running;
            Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
            Assert.False(File.Exists(_folder["ready"]));
        }

        CommandRun verify = await CommandRun.OfAsync("journal", "verify", "--Data:Folder=" + _folder["data"]);
        Assert.True(verify.ExitCode == ExitCode.Success, verify.Output);
    }

    private async Task FailsAsync(string what, string mend, params string[] more)
    {
        CommandRun run = await RunAsync(more);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith(what, run.Error, StringComparison.Ordinal);
        Assert.Contains(mend, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandRun> RunAsync(params string[] more) => CommandRun.OfAsync(Arguments(more));

    private string[] Arguments(params string[] more) =>
    [
        "run", "--City:Folder=" + _folder["city"], "--Data:Folder=" + _folder["data"], "--Mqtt:Port=0", "--Console:Url=http://127.0.0.1:0",
        "--Journal:SegmentBytes=2097152", "--Journal:MaximumBytes=8388608", .. more,
    ];
}
