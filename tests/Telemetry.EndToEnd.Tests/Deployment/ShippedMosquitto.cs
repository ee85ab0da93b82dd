using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Deployment;

/// <summary>A real mosquitto with the configuration that is shipped; only ports, paths and the user it runs as are changed.</summary>
internal sealed class ShippedMosquitto : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private PeerProcess? _process;

    private ShippedMosquitto(TemporaryFolder folder, ShippedSecrets secrets)
    {
        _folder = folder;
        Secrets = secrets;
    }

    public ShippedSecrets Secrets { get; }

    public Dictionary<string, MosquittoAccount> Devices { get; } = [];

    public int DevicePort { get; } = PeerProcess.FreePort();

    public int ServicePort { get; } = PeerProcess.FreePort();

    public string Log => File.Exists(_folder["log"]) ? File.ReadAllText(_folder["log"]) : "";

    private string Saved => Path.Combine(_folder["data"], "mosquitto.db");

    public static async Task<ShippedMosquitto> StartAsync(params string[] devices)
    {
        string program = Missing.Need("mosquitto", "mosquitto");
        var folder = new TemporaryFolder();
        var broker = new ShippedMosquitto(folder, await ShippedSecrets.MakeAsync(folder));
        foreach (string device in devices)
            broker.Devices[device] = await broker.Secrets.AddDeviceAsync(device);
        await broker.RunAsync(program);
        return broker;
    }

    /// <summary>Kills the broker and starts it again on what it had saved.</summary>
    public async Task KillAndRestartAsync()
    {
        _process!.Kill();
        await _process.DisposeAsync();
        await RunAsync(Missing.Need("mosquitto", "mosquitto"));
    }

    /// <summary>Waits for a save that began after this call.</summary>
    public async Task WaitForSaveAsync()
    {
        // Two saves: the first seen may have begun before.
        for (int saves = 0; saves < 2; saves++)
        {
            DateTime before = File.GetLastWriteTimeUtc(Saved);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (File.GetLastWriteTimeUtc(Saved) == before)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task RunAsync(string program)
    {
        Directory.CreateDirectory(_folder["data"]);
        string configuration = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "mosquitto", "mosquitto.conf"));
        foreach ((string shipped, string here) in (ReadOnlySpan<(string, string)>)
        [
            ("\nlistener 1883\n", $"\nlistener {DevicePort} 127.0.0.1\n"),
            ("\nlistener 1884\n", $"\nlistener {ServicePort} 127.0.0.1\n"),
            ("/run/secrets/mosquitto-passwords", Secrets["mosquitto-passwords"]),
            ("/mosquitto/config/acl", Path.Combine(Repository.Root, "deploy", "mosquitto", "acl")),
            ("/mosquitto/data/", _folder["data"] + "/"),
            ("log_dest stdout", $"log_dest file {_folder["log"]}\nuser {Environment.UserName}"),
        ])
        {
            Assert.Contains(shipped, configuration, StringComparison.Ordinal);
            configuration = configuration.Replace(shipped, here, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(_folder["mosquitto.conf"], configuration);
        _process = PeerProcess.Start(program, ["-c", _folder["mosquitto.conf"]]);
        await _process.WaitForPortAsync(ServicePort);
    }
}
