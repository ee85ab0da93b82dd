using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Sqlite;

/// <summary>A store of its own with a clock of its own, whose upkeep runs when a test says so.</summary>
internal sealed class SqliteRig : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ManualTimeProvider Time { get; } = new();

    public RejectedLines Rejected { get; } = new(null, TimeProvider.System, NullLogger.Instance);

    public string Path => _folder["readings.db"];

    public SqliteStore Store { get; private set; } = null!;

    public TimeSpan KeepRaw { get; set; } = TimeSpan.FromDays(90);

    public TimeSpan KeepMinutes { get; set; } = TimeSpan.FromDays(400);

    public TimeSpan KeepHours { get; set; } = TimeSpan.FromDays(3_660);

    public int UpkeepRows { get; set; } = 20_000;

    public int CheckpointPages { get; set; } = 16_384;

    public long MaximumLogBytes { get; set; } = 1L << 30;

    public long ReserveBytes { get; set; }

    public long FreeBytes { get; set; } = 1 << 20;

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Starts it, or starts it again.</summary>
    public async Task<SqliteStore> OpenAsync()
    {
        if (Store is not null)
            await Store.DisposeAsync();
        Store = new SqliteStore(
            new SqliteStoreOptions
            {
                Path = Path,
                KeepRaw = KeepRaw,
                KeepMinutes = KeepMinutes,
                KeepHours = KeepHours,
                UpkeepRows = UpkeepRows,
                HasUpkeepThread = false,
                CheckpointPages = CheckpointPages,
                MaximumLogBytes = MaximumLogBytes,
                ReserveBytes = ReserveBytes,
                Space = () => new DiskSpace(FreeBytes, 1 << 20),
            },
            (measurement, _) => SeriesDirectory.IsEvent(measurement) ? null : $"{measurement}__station",
            Rejected,
            Time,
            NullLogger<SqliteStore>.Instance);
        await Store.InitializeAsync(default);
        return Store;
    }

    public async Task WriteAsync(params string[] lines) =>
        Assert.Equal(WriteOutcome.Stored, (await Store.WriteAsync(Stores.Lines.Batch(lines), default)).Outcome);

    /// <summary>Runs steps until nothing is left to do.</summary>
    public void FinishUpkeep()
    {
        while (Store.Upkeep())
        {
        }
    }

    public async Task<IReadOnlyList<SeriesPoint>> QueryAsync(string field, long fromMs, long toMs, TimeSpan? every = null, Aggregate function = Aggregate.Mean, string device = "hs-1", string measurement = "heating", int limit = 10_000) =>
        await Store.QueryAsync(new SeriesQuery(measurement, device, field, fromMs, toMs, every, function, limit), default);

    public SqliteConnection Connect(bool readOnly = true)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public List<string> Rows(string sql)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        return rows;
    }

    public void Execute(string sql)
    {
        using SqliteConnection connection = Connect(readOnly: false);
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async ValueTask DisposeAsync()
    {
        if (Store is not null)
            await Store.DisposeAsync();
        _folder.Dispose();
    }
}
