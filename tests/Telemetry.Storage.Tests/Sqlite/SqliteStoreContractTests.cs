using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Sqlite;

public sealed class SqliteStoreContractTests : TextStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override async Task<ITimeSeriesStore> OpenAsync()
    {
        var store = new SqliteStore(
            new SqliteStoreOptions { Path = _folder["telemetry.db"], KeepRaw = TimeSpan.Zero, KeepMinutes = TimeSpan.Zero, KeepHours = TimeSpan.Zero },
            (measurement, _) => measurement.EndsWith("_event", StringComparison.Ordinal) ? null : $"{measurement}__station",
            new RejectedLines(null, TimeProvider.System, NullLogger.Instance),
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance);
        await store.InitializeAsync(default);
        return store;
    }
}
