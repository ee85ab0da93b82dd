using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>Against a real influxd 1.6.7.</summary>
public sealed class InfluxStoreContractTests(InfluxFixture influx) : TextStoreContract, IClassFixture<InfluxFixture>
{
    protected override async Task<ITimeSeriesStore> OpenAsync()
    {
        InfluxPeer peer = await influx.StartAsync();
        var store = new InfluxStore(
            new InfluxOptions { Url = peer.Url, Database = "tele \"metry\"", Compression = Compression.On },
            new RejectedLines(null, TimeProvider.System, NullLogger.Instance),
            TimeProvider.System);
        await store.InitializeAsync(default);
        return store;
    }
}
