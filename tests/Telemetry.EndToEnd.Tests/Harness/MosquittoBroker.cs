using System.Globalization;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>A real mosquitto that anybody on loopback may use, with a window as wide as the shipped configuration's.</summary>
internal sealed class MosquittoBroker : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly PeerProcess _process;

    private MosquittoBroker(TemporaryFolder folder, PeerProcess process, int port)
    {
        _folder = folder;
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<MosquittoBroker> StartAsync()
    {
        string program = Missing.Need("mosquitto", "mosquitto");
        var folder = new TemporaryFolder();
        int port = PeerProcess.FreePort();
        await File.WriteAllTextAsync(folder["mosquitto.conf"], string.Create(CultureInfo.InvariantCulture, $"""
            listener {port} 127.0.0.1
            allow_anonymous true
            max_inflight_messages 0
            max_queued_messages 0
            set_tcp_nodelay true
            """));
        PeerProcess process = PeerProcess.Start(program, ["-c", folder["mosquitto.conf"]]);
        await process.WaitForPortAsync(port);
        return new MosquittoBroker(folder, process, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
