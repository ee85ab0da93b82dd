using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>One influxd for all tests of the dashboards, filled once. How it is filled is <see cref="HandMadeCity"/>'s business alone.</summary>
public sealed class FilledInflux : IAsyncLifetime
{
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
        await HandMadeCity.FillAsync(_server, FilledAt);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
