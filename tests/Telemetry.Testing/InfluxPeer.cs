namespace Telemetry.Testing;

/// <summary>A real influxd 1.x on loopback with data of its own. It can be killed and started again on the same port and data.</summary>
public sealed class InfluxPeer : IAsyncDisposable
{
    private readonly string _influxd;
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = PeerProcess.FreePort();
    private readonly HttpClient _http = new();
    private PeerProcess? _process;

    private InfluxPeer(string influxd) => _influxd = influxd;

    /// <summary>True when it died by itself.</summary>
    public bool HasExited => _process is { HasExited: true };

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <param name="influxd">The program, from <see cref="PeerProcess.Find"/>.</param>
    /// <param name="authentication">True: nothing is answered without a user; make the first with <c>CREATE USER ... WITH ALL PRIVILEGES</c>.</param>
    public static async Task<InfluxPeer> StartAsync(string influxd, bool authentication = false)
    {
        var peer = new InfluxPeer(influxd);
        await File.WriteAllTextAsync(peer._folder["influxdb.conf"], $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{PeerProcess.FreePort()}"
            [meta]
              dir = "{peer._folder["meta"]}"
            [data]
              dir = "{peer._folder["data"]}"
              wal-dir = "{peer._folder["wal"]}"
            [http]
              bind-address = "127.0.0.1:{peer._port}"
              auth-enabled = {(authentication ? "true" : "false")}
              log-enabled = false
            [monitor]
              store-enabled = false
            """);
        await peer.StartAsync();
        return peer;
    }

    /// <summary>Starts it again after <see cref="Kill"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        Launch();
        await _process!.WaitForPortAsync(_port);
    }

    /// <summary>The same without waiting until it serves: whatever it then dies of is not the caller's.</summary>
    public void Launch() => _process = PeerProcess.Start(_influxd, ["-config", _folder["influxdb.conf"]]);

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>SIGTERM.</summary>
    public Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Runs a statement and answers with the JSON as it came.</summary>
    public async Task<string> QueryAsync(string statement, string database = "")
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("q", statement), KeyValuePair.Create("db", database), KeyValuePair.Create("epoch", "ms")]);
        using HttpResponseMessage response = await _http.PostAsync(new Uri(Url, "/query"), form);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
