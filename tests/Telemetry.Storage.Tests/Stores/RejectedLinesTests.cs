using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Influx;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Stores;

public sealed class RejectedLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Add_Lines_AreKeptBelowTheirReason()
    {
        RejectedLines rejected = Open("rejected.lp");
        rejected.Add(LineRejection.TypeConflict, "input field \"flow\"\r\n is a float", "m flow=\"x\" 1"u8);
        rejected.Add(LineRejection.Malformed, "what?", "水"u8);

        Assert.Equal(
            """
            # 2026-11-21T08:00:00Z type-conflict: input field "flow"   is a float
            m flow="x" 1
            # 2026-11-21T08:00:00Z malformed: what?
            水

            """,
            File.ReadAllText(_folder["rejected.lp"]));
        Assert.Equal((2, 1, 1, 0), (rejected.Total, rejected.Count(LineRejection.TypeConflict), rejected.Count(LineRejection.Malformed), rejected.Count(LineRejection.Other)));
    }

    [Fact]
    public void Add_BeyondTheLimit_IsOnlyCounted()
    {
        RejectedLines rejected = Open("rejected.lp", 1_000);
        for (int i = 0; i < 100; i++)
            rejected.Add(LineRejection.Other, "x", "line"u8);
        Assert.InRange(new FileInfo(_folder["rejected.lp"]).Length, 900, 1_000);
        Assert.Equal(100, rejected.Total);
    }

    [Fact]
    public void Add_FileCannotBeWritten_IsStillCounted()
    {
        RejectedLines rejected = Open(Path.Combine("missing", "rejected.lp"));
        rejected.Add(LineRejection.Other, "x", "line"u8);
        Assert.Equal(1, rejected.Total);
    }

    [Fact]
    public async Task Write_LinesAreRefused_AreDurableWhenTheBatchIsDone()
    {
        RejectedLines rejected = Open("rejected.lp");
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using var influx = new InfluxStore(new InfluxOptions { Url = server.Url, Database = "t" }, rejected, TimeProvider.System);
        await using var sqlite = new SqliteStore(new SqliteStoreOptions { Path = _folder["readings.db"] }, (_, _) => null, rejected, TimeProvider.System, NullLogger<SqliteStore>.Instance);
        await sqlite.InitializeAsync(default);
        rejected.Add(LineRejection.Other, "x", "line"u8);
        Assert.True(rejected.IsUnsynced);
        rejected.Sync();
        Assert.False(rejected.IsUnsynced);

        foreach (ITimeSeriesStore store in (ITimeSeriesStore[])[influx, sqlite])
        {
            LineBatch batch = Lines.Batch("heating,device=hs-1 flow=1 1795000000000000000", "no line");
            batch.Attempt = 1;
            Assert.Equal(1, (await store.WriteAsync(batch, default)).RejectedLines);
            Assert.False(rejected.IsUnsynced);
        }

        Assert.Equal(3, File.ReadAllLines(_folder["rejected.lp"]).Count(line => line[0] == '#'));
    }

    [Fact]
    public void LastAt_IsWhenALineWasSetAsideLast()
    {
        RejectedLines rejected = Open("rejected.lp");
        Assert.Null(rejected.LastAt);
        rejected.Add(LineRejection.Other, "x", "line"u8);
        Assert.Equal(new ManualTimeProvider().GetUtcNow(), rejected.LastAt);
    }

    [Fact]
    public void Label_EveryReason_IsDistinct() =>
        Assert.Equal(["malformed", "type-conflict", "retention", "too-large", "crash", "other"], Enum.GetValues<LineRejection>().Select(RejectedLines.Label));

    private RejectedLines Open(string file, long maximumBytes = 16 * 1024 * 1024) => new(_folder[file], new ManualTimeProvider(), NullLogger.Instance, maximumBytes);
}
