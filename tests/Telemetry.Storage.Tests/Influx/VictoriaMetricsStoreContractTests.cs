using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>Against a real VictoriaMetrics.</summary>
public sealed class VictoriaMetricsStoreContractTests(VictoriaMetricsFixture victoria) : StoreContract, IClassFixture<VictoriaMetricsFixture>
{
    // 1.79.5 answers 204 and drops what it cannot read.
    protected override bool TellsRejects => false;

    // It drops what is older than its retention or in the future.
    protected override bool KeepsAllTimes => false;

    protected override Task FlushAsync() => victoria.Peer!.FlushAsync();

    protected override async Task<ITimeSeriesStore> OpenAsync()
    {
        VictoriaMetricsPeer peer = await victoria.StartAsync();
        var store = new VictoriaMetricsStore(
            new VictoriaMetricsOptions { Url = peer.Url },
            new RejectedLines(null, TimeProvider.System, NullLogger.Instance),
            TimeProvider.System);
        await store.InitializeAsync(default);
        return store;
    }
}
