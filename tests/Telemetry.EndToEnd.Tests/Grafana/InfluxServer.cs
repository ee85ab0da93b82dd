using System.Text.Json;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>A real influxd 1.x with an empty database called telemetry, as a data source would see it.</summary>
internal sealed class InfluxServer : IAsyncDisposable
{
    private readonly InfluxPeer _peer;

    private InfluxServer(InfluxPeer peer) => _peer = peer;

    public string Address => _peer.Url.AbsoluteUri.TrimEnd('/');

    public static async Task<InfluxServer> StartAsync(string influxd)
    {
        var server = new InfluxServer(await InfluxPeer.StartAsync(influxd));
        await server.QueryAsync("CREATE DATABASE telemetry");
        return server;
    }

    /// <exception cref="InvalidOperationException">InfluxDB refused the query.</exception>
    public async Task<InfluxAnswer> QueryAsync(string query)
    {
        using JsonDocument answer = JsonDocument.Parse(await _peer.QueryAsync(query, "telemetry"));
        return InfluxAnswer.Read(answer.RootElement);
    }

    public ValueTask DisposeAsync() => _peer.DisposeAsync();
}
