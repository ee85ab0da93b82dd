using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>One influxd for all tests of the dashboards, filled once through the worker by <see cref="TroubledCity"/>.</summary>
public sealed class FilledInflux : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private InfluxServer? _server;

    internal InfluxServer Server
    {
        get
        {
            Missing.Need("influxd", "influxdb");
            return _server ?? throw new InvalidOperationException("influxd did not start.");
        }
    }

    internal DateTimeOffset FilledAt { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (PeerProcess.Find("influxd") is not { } influxd)
            return;
        _server = await InfluxServer.StartAsync(influxd);
        FilledAt = TimeProvider.System.GetUtcNow();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(_folder.Path, null, "--Store:Kind=influxdb1", $"--Store:Url={_server.Address}");
        await TroubledCity.FillAsync(worker, _server, FilledAt);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
