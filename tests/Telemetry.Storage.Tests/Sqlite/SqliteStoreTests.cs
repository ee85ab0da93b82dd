using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_Batch_KeepsTheCursorWithTheData()
    {
        await using (SqliteStore store = await OpenAsync())
        {
            Assert.Null(store.StoredPosition);
            await store.WriteAsync(Lines.BatchFrom(10, Lines.Of("heating", "d1", 1, ("flow", 1)), Lines.Of("heating", "d1", 2, ("flow", 2))), default);
            Assert.Equal(12, store.StoredPosition);
        }

        await using (SqliteStore store = await OpenAsync())
            Assert.Equal(12, store.StoredPosition);
        await using (SqliteStore other = await OpenAsync(partition: "east"))
            Assert.Null(other.StoredPosition);
    }

    [Fact]
    public async Task Sync_LaterPosition_IsKept()
    {
        await using (SqliteStore store = await OpenAsync())
            Assert.Equal(WriteOutcome.Stored, await store.SyncAsync(77, default));
        await using (SqliteStore store = await OpenAsync())
            Assert.Equal(77, store.StoredPosition);
    }

    [Fact]
    public async Task Write_KindsAndEvents_HaveTheirOwnTables()
    {
        await using SqliteStore store = await OpenAsync();
        await store.WriteAsync(
            Lines.Batch(
                Lines.Of("heating", "hs-1", 1, ("flow", 1.5), ("open", true), ("mode", "auto")),
                Lines.Of("heating", "meter-1", 1, ("flow", 2)),
                Lines.Of("heating_event", "hs-1", 1, ("event", "fault")),
                Lines.Of("sqlite_x", "a", 1, ("f", 1)),
                Lines.Of("_private", "a", 1, ("f", 1))),
            default);

        Assert.Equal(
            ["_cursor", "_dirty", "_fields", "_hours", "_minutes", "_series", "_state", "heating__meter", "heating__station", "heating_event", "t_private", "tsqlite_x"],
            Rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"));
        Assert.Equal(["1.5|1|auto"], Rows("SELECT flow || '|' || open || '|' || mode FROM heating__station"));
        Assert.Equal(["REAL", "BOOLEAN", "TEXT"], Rows("SELECT type FROM pragma_table_info('heating__station') WHERE pk = 0"));
        Assert.Equal(["heating,area=linqing,device=hs-1,site=s1"], Rows("SELECT series FROM _series WHERE device = 'hs-1' AND measurement = 'heating'"));
        Assert.Equal(["heating_event"], Rows("SELECT table_name FROM _series WHERE measurement = 'heating_event'"));
    }

    [Fact]
    public async Task Write_AfterReopening_GoesOnInTheSameTables()
    {
        string line = Lines.Of("heating", "hs-1", 1, ("flow", 1.5), ("mode", "auto"));
        await using (SqliteStore store = await OpenAsync())
            await store.WriteAsync(Lines.Batch(line), default);
        await using (SqliteStore store = await OpenAsync())
        {
            await store.WriteAsync(Lines.Batch(line, Lines.Of("heating", "hs-1", 2, ("flow", "text")), Lines.Of("heating", "hs-1", 3, ("flow", 3))), default);
            Assert.Equal(1, _rejected.Count(LineRejection.TypeConflict));
        }

        Assert.Equal(["1.5", "3.0"], Rows("SELECT CAST(flow AS TEXT) FROM heating__station ORDER BY _ns"));
        Assert.Equal(["1"], Rows("SELECT count(*) FROM _series"));
    }

    [Fact]
    public async Task Write_AnyMixOfFields_KeepsEach()
    {
        await using SqliteStore store = await OpenAsync();
        var lines = new List<string>();
        for (int i = 0; i < 300; i++)
            lines.Add(Lines.Of("heating", "hs-1", i, ($"f{i % 100}", i), ($"g{i % 3}", i)));
        WriteResult result = await store.WriteAsync(Lines.Batch(lines), default);
        Assert.Equal(new WriteResult(WriteOutcome.Stored), result);
        Assert.Equal(["99", "199", "299"], Rows("SELECT CAST(f99 AS INTEGER) FROM heating__station WHERE f99 IS NOT NULL ORDER BY _ns"));
    }

    [Fact]
    public async Task Write_RandomReplays_EqualTheModel()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var model = new SortedDictionary<(int Device, int Ms, int Field), double>();
            using var folder = new TemporaryFolder();
            await using SqliteStore store = await OpenAsync(folder["model.db"]);
            for (int batch = 0; batch < 5; batch++)
            {
                var lines = new List<string>();
                for (int i = 0; i < 40; i++)
                {
                    (int device, int ms, int first) = (random.Next(3), random.Next(20), random.Next(4));
                    (string, object)[] fields = [.. Enumerable.Range(first, random.Next(1, 4)).Select(f => ($"f{f}", (object)random.Next(1_000)))];
                    foreach ((string name, object value) in fields)
                        model[(device, ms, name[1] - '0')] = (int)value;
                    lines.Add(Lines.Of("heating", $"hs-{device}", ms, fields));
                }

                await store.WriteAsync(Lines.Batch(lines), default);
            }

            var stored = new SortedDictionary<(int, int, int), double>();
            for (int device = 0; device < 3; device++)
            {
                for (int field = 0; field < 7; field++)
                {
                    foreach (SeriesPoint point in await store.QueryAsync(new SeriesQuery("heating", $"hs-{device}", $"f{field}", 0, 100), default))
                        stored[(device, (int)point.TimestampMs, field)] = point.Number!.Value;
                }
            }

            Assert.Equal(model, stored);
        }
    }

    [Fact]
    public async Task Write_NamesThatDifferInCase_AreOneColumn()
    {
        await using SqliteStore store = await OpenAsync();
        await store.WriteAsync(Lines.Batch(Lines.Of("heating", "hs-1", 1, ("flow", 1)), Lines.Of("heating", "hs-1", 2, ("Flow", 2)), Lines.Of("heating", "hs-1", 3, ("flow", 3), ("FLOW", 4))), default);
        Assert.Equal(["1.0", "2.0"], Rows("SELECT CAST(flow AS TEXT) FROM heating__station ORDER BY _ns"));
        Assert.Equal(1, _rejected.Count(LineRejection.Malformed));
    }

    [Fact]
    public async Task Write_InventsThousandsOfFields_IsSetAside()
    {
        await using SqliteStore store = await OpenAsync();
        (string, object)[] fields = [.. Enumerable.Range(0, 1_500).Select(i => ($"f{i}", (object)i))];
        WriteResult result = await store.WriteAsync(Lines.Batch(Lines.Of("heating", "hs-1", 1, fields), Lines.Of("heating", "hs-1", 2, ("flow", 2))), default);
        Assert.Equal((WriteOutcome.Stored, 1), (result.Outcome, result.RejectedLines));
        Assert.Equal(1, _rejected.Count(LineRejection.Other));
    }

    [Fact]
    public async Task Write_FailsInTheMiddle_StoresNothingOfTheBatchAndWorksTheNextTime()
    {
        await using SqliteStore store = await OpenAsync();
        string[] first = [Lines.Of("heating", "hs-1", 1, ("flow", 1)), Lines.Of("heating", "meter-1", 1, ("flow", 1))];
        await store.WriteAsync(Lines.Batch(first), default);
        Execute("DROP TABLE heating__meter");
        LineBatch batch = Lines.BatchFrom(2, Lines.Of("heating", "hs-1", 2, ("flow", 2)), Lines.Of("heating", "hs-9", 2, ("flow", 2)), Lines.Of("heating", "meter-1", 2, ("flow", 2)));

        WriteResult failed = await store.WriteAsync(batch, default);

        Assert.Equal(WriteOutcome.Misconfigured, failed.Outcome);
        Assert.Contains("heating__meter", failed.Message);
        Assert.Equal(["1"], Rows("SELECT count(*) FROM heating__station"));
        Assert.Equal(["2"], Rows("SELECT position FROM _cursor"));

        Assert.Equal(new WriteResult(WriteOutcome.Stored), await store.WriteAsync(batch, default));
        Assert.Equal(["3"], Rows("SELECT count(*) FROM heating__station"));
        Assert.Equal(["5"], Rows("SELECT position FROM _cursor"));
        Assert.Equal(5, store.StoredPosition);
    }

    [Fact]
    public async Task Initialize_NoDatabaseFile_NamesTheMend()
    {
        await File.WriteAllBytesAsync(_folder["telemetry.db"], Encoding.ASCII.GetBytes(new string('x', 10_000)));
        StoreConfigurationException damaged = await Assert.ThrowsAsync<StoreConfigurationException>(() => OpenAsync());
        Assert.Contains("restore a backup", damaged.Message);
        StoreConfigurationException missing = await Assert.ThrowsAsync<StoreConfigurationException>(() => OpenAsync(_folder["no/such/folder.db"]));
        Assert.Contains("Data:Folder", missing.Message);
    }

    [Fact]
    public async Task Initialize_NewerFormat_IsRefusedWithTheWayBack()
    {
        await using (await OpenAsync())
            Execute("PRAGMA user_version = 3");
        StoreConfigurationException refused = await Assert.ThrowsAsync<StoreConfigurationException>(() => OpenAsync());
        Assert.Contains("newer version", refused.Message);
    }

    [Fact]
    public async Task Query_BeforeTheFirstStart_IsUnavailable()
    {
        await using var store = new SqliteStore(new SqliteStoreOptions { Path = _folder["none.db"] }, (_, _) => null, _rejected, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 1), default));
    }

    [Fact]
    public async Task Query_BucketsBefore1970_StartBelowTheirPoints()
    {
        await using SqliteStore store = await OpenAsync();
        await store.WriteAsync(Lines.Batch(Lines.Of("heating", "hs-1", -1, ("flow", 1)), Lines.Of("heating", "hs-1", -10, ("flow", 3)), Lines.Of("heating", "hs-1", 0, ("flow", 7))), default);
        IReadOnlyList<SeriesPoint> points = await store.QueryAsync(new SeriesQuery("heating", "hs-1", "flow", -100, 100, TimeSpan.FromMilliseconds(10)), default);
        Assert.Equal([new SeriesPoint(-10, 2, null), new SeriesPoint(0, 7, null)], points);
    }

    [Fact]
    public async Task Write_Steadily_AllocatesNothingForEachLine()
    {
        await using SqliteStore store = await OpenAsync();
        LineBatch batch = Lines.Batch(Enumerable.Range(0, 10_000).Select(i => Lines.Of("heating", $"hs-{i % 100}", i / 100, ("flow", i), ("mode", "a\"b"), ("open", true))));
        for (int i = 0; i < 3; i++)
            await store.WriteAsync(batch, default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Task<WriteResult> write = store.WriteAsync(batch, default);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        await write;
        Assert.InRange(allocated, 0, 10_000);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_Throws() =>
        Assert.All<SqliteStoreOptions>(
            [new() { Path = "" }, new() { Path = "x", Partition = " " }, new() { Path = "x", CheckpointPages = 1 }, new() { Path = "x", CacheKiB = 1 },
                new() { Path = "x", KeepRaw = TimeSpan.FromHours(1) }, new() { Path = "x", KeepRaw = TimeSpan.Zero }, new() { Path = "x", KeepMinutes = TimeSpan.FromDays(89) },
                new() { Path = "x", KeepHours = TimeSpan.FromDays(399) }, new() { Path = "x", KeepHours = TimeSpan.FromDays(36_526) },
                new() { Path = "x", MaximumLogBytes = 64 << 20 }, new() { Path = "x", CheckpointPages = 100, MaximumLogBytes = 1_000 }],
            options => Assert.Throws<ArgumentException>(options.Validate));

    private async Task<SqliteStore> OpenAsync(string? path = null, string partition = "all")
    {
        var store = new SqliteStore(
            new SqliteStoreOptions { Path = path ?? _folder["telemetry.db"], Partition = partition, KeepRaw = TimeSpan.Zero, KeepMinutes = TimeSpan.Zero, KeepHours = TimeSpan.Zero, HasUpkeepThread = false },
            (measurement, device) => measurement != "heating" ? null : device.StartsWith("meter", StringComparison.Ordinal) ? "heating__meter" : "heating__station",
            _rejected,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance);
        await store.InitializeAsync(default);
        return store;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["telemetry.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private List<string> Rows(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder["telemetry.db"]};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
