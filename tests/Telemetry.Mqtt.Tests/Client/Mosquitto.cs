using System.Globalization;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>A real mosquitto on a free port, with its files in a folder of its own.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private PeerProcess? _process;

    private Mosquitto(int port) => Port = port;

    public int Port { get; }

    public string this[string file] => _folder[file];

    /// <summary>Starts one, or skips the test when it is not installed (fails with TELEMETRY_STRICT=1).</summary>
    /// <param name="prepare">Writes files into the folder and returns further lines of the configuration.</param>
    public static async Task<Mosquitto> StartAsync(Func<Mosquitto, string>? prepare = null)
    {
        if (PeerProcess.Find("mosquitto") is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1", "mosquitto is not installed.");
            Assert.Skip("mosquitto is not installed.");
        }

        var broker = new Mosquitto(PeerProcess.FreePort());
        File.WriteAllText(
            broker["mosquitto.conf"],
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                user root
                listener {broker.Port} 127.0.0.1
                max_inflight_messages 0
                max_queued_messages 0
                {prepare?.Invoke(broker) ?? "allow_anonymous true"}

                """));
        await broker.StartAgainAsync();
        return broker;
    }

    public async Task StartAgainAsync()
    {
        _process = PeerProcess.Start(PeerProcess.Find("mosquitto")!, ["-c", this["mosquitto.conf"]]);
        await _process.WaitForPortAsync(Port);
    }

    public void Kill() => _process?.Kill();

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
