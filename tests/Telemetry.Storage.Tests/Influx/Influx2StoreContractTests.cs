using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>Against a scripted InfluxDB 2: what the client does with its documented answers, not what a real one does.</summary>
public sealed class Influx2StoreContractTests : TextStoreContract, IAsyncDisposable
{
    private readonly FakeHttpServer _server = new(new FakeInflux2().Answer);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected override async Task<ITimeSeriesStore> OpenAsync()
    {
        var store = new InfluxStore(
            new InfluxOptions { Api = InfluxApi.V2, Url = _server.Url, Database = "telemetry", Org = "city hall", Token = FakeInflux2.Token, Compression = Compression.On },
            new RejectedLines(null, TimeProvider.System, NullLogger.Instance),
            TimeProvider.System);
        await store.InitializeAsync(default);
        return store;
    }
}
