using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>One VictoriaMetrics for the tests of a class, started by the first that needs it.</summary>
public sealed class VictoriaMetricsFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public VictoriaMetricsPeer? Peer { get; private set; }

    public async Task<VictoriaMetricsPeer> StartAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return Peer ??= await VictoriaMetricsPeer.StartAsync(RequiredPeer.Find("victoria-metrics"));
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Peer is not null)
            await Peer.DisposeAsync();
        _gate.Dispose();
    }
}
