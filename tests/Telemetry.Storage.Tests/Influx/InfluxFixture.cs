using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>One influxd for the tests of a class, started by the first that needs it.</summary>
public sealed class InfluxFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private InfluxPeer? _peer;

    public async Task<InfluxPeer> StartAsync()
    {
        await _gate.WaitAsync();
        try
        {
            return _peer ??= await InfluxPeer.StartAsync(RequiredPeer.Find("influxd"));
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_peer is not null)
            await _peer.DisposeAsync();
        _gate.Dispose();
    }
}
