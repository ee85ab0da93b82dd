using System.Text.Json;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>A real influxd 1.x with an empty database called telemetry, as a data source would see it.</summary>
internal sealed class InfluxServer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private PeerProcess? _process;

    public static async Task<InfluxServer> StartAsync(string influxd)
    {
        var server = new InfluxServer();
        int port = PeerProcess.FreePort();
        string configuration = server._folder["influxdb.conf"];
        await File.WriteAllTextAsync(configuration, $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{PeerProcess.FreePort()}"
            [meta]
              dir = "{server._folder["meta"]}"
            [data]
              dir = "{server._folder["data"]}"
              wal-dir = "{server._folder["wal"]}"
            [http]
              bind-address = "127.0.0.1:{port}"
              log-enabled = false
            [monitor]
              store-enabled = false
            """);
        server._process = PeerProcess.Start(influxd, ["-config", configuration]);
        await server._process.WaitForPortAsync(port);
        server._http.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
        await server.QueryAsync("CREATE DATABASE telemetry");
        return server;
    }

    public async Task WriteAsync(string lines)
    {
        using HttpResponseMessage response = await _http.PostAsync(new Uri("write?db=telemetry", UriKind.Relative), new StringContent(lines));
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <exception cref="InvalidOperationException">InfluxDB refused the query.</exception>
    public async Task<InfluxAnswer> QueryAsync(string query)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("db", "telemetry"), KeyValuePair.Create("q", query)]);
        using HttpResponseMessage response = await _http.PostAsync(new Uri("query", UriKind.Relative), form);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return InfluxAnswer.Read(answer.RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
