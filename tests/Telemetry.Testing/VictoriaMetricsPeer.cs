namespace Telemetry.Testing;

/// <summary>A real VictoriaMetrics on loopback with data of its own. It can be killed and started again on the same port and data.</summary>
public sealed class VictoriaMetricsPeer : IAsyncDisposable
{
    private readonly string _program;
    private readonly TemporaryFolder _folder = new();
    private readonly int _port = PeerProcess.FreePort();
    private readonly HttpClient _http = new();
    private PeerProcess? _process;

    private VictoriaMetricsPeer(string program) => _program = program;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <param name="program">The program victoria-metrics, from <see cref="PeerProcess.Find"/>.</param>
    public static async Task<VictoriaMetricsPeer> StartAsync(string program)
    {
        var peer = new VictoriaMetricsPeer(program);
        await peer.StartAsync();
        return peer;
    }

    /// <summary>Starts it again after <see cref="Kill"/> or <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        _process = PeerProcess.Start(_program,
        [
            $"-storageDataPath={_folder["data"]}",
            $"-httpListenAddr=127.0.0.1:{_port}",
            "-dedup.minScrapeInterval=1ms",
            "-retentionPeriod=100y",
            "-memory.allowedBytes=128MiB",
        ]);
        await _process.WaitForPortAsync(_port);
    }

    /// <summary>SIGKILL: what was answered for within the last seconds may be gone.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>SIGTERM.</summary>
    public Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Makes everything written so far visible to queries.</summary>
    public async Task FlushAsync()
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(Url, "/internal/force_flush"));
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
