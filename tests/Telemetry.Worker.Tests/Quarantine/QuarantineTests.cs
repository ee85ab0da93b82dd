using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Readings;
using Telemetry.Testing;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Quarantine;

public sealed class QuarantineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly QuarantineStore _store;

    public QuarantineTests() => _store = new QuarantineStore(_folder["quarantine.db"]);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Add_ThenFind_IsTheWholeMessage()
    {
        var message = new QuarantinedMessage(7, 1_795_000_000_000, "malformed-json", "hs-1", "city/town/heating/hs-1/telemetry", [0, 255, 10]);

        _store.Add([message], cursor: 8, keep: 10);

        Assert.Equivalent(message, _store.Find(7), strict: true);
        Assert.Null(_store.Find(8));
        Assert.Equal(8, _store.Cursor);
    }

    [Fact]
    public void Cursor_OfANewStore_IsNone() => Assert.Null(_store.Cursor);

    [Theory]
    [InlineData(0, new long[0])]
    [InlineData(2, new long[] { 9, 8 })]
    [InlineData(100, new long[] { 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 })]
    public void Add_BeyondTheLimit_DropsTheOldest(int keep, long[] expected)
    {
        for (int i = 0; i < 10; i++)
            _store.Add([Message(i)], i + 1, keep);

        Assert.Equal(expected, _store.List(QuarantineFilter.All, null, 100).Select(m => m.Position));
        Assert.Equal(expected.Length, _store.Count);
    }

    [Fact]
    public void Add_BeyondTheBytes_DropsTheOldestAndCountsThem()
    {
        for (int i = 0; i < 10; i++)
            _store.Add([Message(i) with { Payload = new byte[99] }], i + 1, keep: 8, keepBytes: 350);

        Assert.Equal([9, 8, 7], _store.List(QuarantineFilter.All, null, 100).Select(m => m.Position));
        Assert.Equal(300, _store.Bytes);
        Assert.Equal((0, 7, 0), (_store.Evicted(QuarantineEviction.Count), _store.Evicted(QuarantineEviction.Bytes), _store.Evicted(QuarantineEviction.Age)));
    }

    [Fact]
    public void Add_OneThatIsLargerThanTheLimit_KeepsNothing()
    {
        _store.Add([Message(0), Message(1) with { Payload = new byte[1000] }], 2, keep: 8, keepBytes: 350);

        Assert.Equal((0, 0, 2), (_store.Count, _store.Bytes, _store.Evicted(QuarantineEviction.Bytes)));
    }

    [Fact]
    public void Expire_DropsWhatIsOlder()
    {
        _store.Add(Enumerable.Range(0, 1200).Select(i => Message(i) with { ReceivedAt = i }), 1200, keep: 5000);

        _store.Expire(before: 1100);

        Assert.Equal((100, 200, 1100), (_store.Count, _store.Bytes, _store.Evicted(QuarantineEviction.Age)));
        Assert.Equal(1200, _store.Cursor);
    }

    [Fact]
    public void Open_FileOfTheFirstFormat_IsUpgradedAndCountsItsBytes()
    {
        string path = _folder["old.db"];
        using (var connection = new SqliteConnection($"Data Source={path}"))
        {
            Dapper.SqlMapper.Execute(connection, QuarantineSchema.Steps[0] + """
                INSERT INTO cursor VALUES(1, 9);
                INSERT INTO message VALUES(3, 1, 'oversize', 'hs-1', '水', x'000102');
                PRAGMA user_version = 1;
                """);
        }

        var store = new QuarantineStore(path);

        Assert.Equal((9, 1, 6), (store.Cursor, store.Count, store.Bytes));
        Assert.Equivalent(new QuarantinedMessage(3, 1, "oversize", "hs-1", "水", [0, 1, 2]), store.Find(3), strict: true);
        Assert.True(File.Exists(path + ".v1"));
        store.Add([], 10, keep: 0);
        Assert.Equal((10, 0, 0), (store.Cursor, store.Count, store.Bytes));
    }

    [Fact]
    public void Open_FileOfTheSecondFormat_IsUpgradedAndTakesMarks()
    {
        string path = _folder["second.db"];
        using (var connection = new SqliteConnection($"Data Source={path}"))
        {
            Dapper.SqlMapper.Execute(connection, QuarantineSchema.Steps[0] + QuarantineSchema.Steps[1] + """
                INSERT INTO cursor VALUES(1, 9, 4);
                INSERT INTO message VALUES(3, 1, 'oversize', 'hs-1', 't', x'000102');
                PRAGMA user_version = 2;
                """);
        }

        Assert.Contains("start the worker once", Assert.Throws<StartException>(() => new QuarantineStore(path, mayChange: false)).Message, StringComparison.Ordinal);
        var store = new QuarantineStore(path);
        store.Add([], 11, keep: 10, marks: [new ReplayMark(3, RejectReason.None, "root", 77)]);

        Assert.True(File.Exists(path + ".v2"));
        Assert.Equivalent(new QuarantinedMessage(3, 1, "oversize", "hs-1", "t", [0, 1, 2], "", 77, "root", 77), store.Find(3), strict: true);
        Assert.Equal((11, 1, 4), (store.Cursor, store.Replayed, store.Bytes));
    }

    [Fact]
    public void Add_Marks_KeepTheLastReasonAndNeverUndoATaking()
    {
        _store.Add([Message(1), Message(2)], 3, 10);

        _store.Add([], 4, 10, marks: [new ReplayMark(1, RejectReason.DuplicateKey, "a", 5), new ReplayMark(2, RejectReason.None, "a", 5)]);
        _store.Add([], 5, 10, marks: [new ReplayMark(2, RejectReason.TooDeep, "b", 6), new ReplayMark(99, RejectReason.None, "b", 6)]);

        Assert.Equal(("duplicate-key", 5L, "a", null), (_store.Find(1)!.Reason, _store.Find(1)!.TriedAt, _store.Find(1)!.TriedBy, _store.Find(1)!.ReplayedAt));
        Assert.Equal(("oversize", 5L, "a", 5L), (_store.Find(2)!.Reason, _store.Find(2)!.TriedAt, _store.Find(2)!.TriedBy, _store.Find(2)!.ReplayedAt));
        Assert.Equal((1, 1), (_store.Replayed, _store.RefusedAgain));
    }

    [Fact]
    public void Read_EachFilter_FindsItsOwn()
    {
        QuarantinedMessage[] messages =
        [
            new(0, 100, "oversize", "hs-1", "city/town/heating/hs-1/telemetry", "pressure"u8.ToArray()),
            new(1, 200, "unknown-device", "", "city/village/heating/hs-7/event", "water"u8.ToArray(), "application/senml+json"),
            new(2, 300, "unknown-topic", "", "nowhere", [0, 255]),
        ];
        _store.Add(messages, 3, 10, marks: [new ReplayMark(0, RejectReason.None, "a", 400)]);
        (QuarantineFilter Filter, long[] Expected)[] cases =
        [
            (QuarantineFilter.All, [2, 1, 0]),
            (new() { Device = "hs-7" }, [1]),
            (new() { Device = "hs-" }, []),
            (new() { Areas = QuarantineFilter.Within("town", TestCity.Load()) }, [1, 0]),
            (new() { Areas = QuarantineFilter.Within("village", TestCity.Load()) }, [1]),
            (new() { Areas = QuarantineFilter.Within("elsewhere", null) }, []),
            (new() { System = "heating", Channel = "event" }, [1]),
            (new() { Topic = "NOW" }, [2]),
            (new() { Text = "press" }, [0]),
            (new() { FromMs = 200, ToMs = 300 }, [1]),
            (new() { Replayed = true }, [0]),
            (new() { Replayed = false }, [2, 1]),
            (new() { Reason = "unknown-topic" }, [2]),
        ];

        Assert.All(cases, c => Assert.Equal(c.Expected, _store.Read(c.Filter).Select(m => m.Position)));
    }

    [Fact]
    public void Read_ManyMessages_GoesOnPageByPage()
    {
        _store.Add(Enumerable.Range(0, 100).Select(i => Message(i, i % 10 == 0 ? "oversize" : "too-deep")), 100, 1000);

        Assert.Equal(Enumerable.Range(0, 100).Reverse().Select(i => (long)i), _store.Read(QuarantineFilter.All).Select(m => m.Position));
        Assert.Equal([80, 70], _store.List(new QuarantineFilter { Reason = "oversize" }, before: 90, limit: 2).Select(m => m.Position));
    }

    [Fact]
    public void Add_ReadAgainAfterACrash_ChangesNothing()
    {
        _store.Add([Message(1), Message(2)], 3, 10);
        _store.Add([Message(1), Message(2), Message(3)], 4, 10);

        Assert.Equal((3, 6), (_store.Count, _store.Bytes));
        Assert.Equal(4, _store.Cursor);
    }

    [Theory]
    [InlineData(null, null, null, 2, new long[] { 5, 4 })]
    [InlineData(null, null, 4L, 2, new long[] { 3, 2 })]
    [InlineData("oversize", null, null, 10, new long[] { 4, 2, 0 })]
    [InlineData(null, "hs-2", null, 10, new long[] { 5, 3, 1 })]
    [InlineData("oversize", "hs-2", null, 10, new long[0])]
    [InlineData("oversize' OR '1'='1", null, null, 10, new long[0])]
    public void List_Filters_GiveTheNewestFirst(string? reason, string? device, long? before, int limit, long[] expected)
    {
        _store.Add(Enumerable.Range(0, 6).Select(i => i % 2 == 0 ? Message(i, "oversize", "hs-1") : Message(i, "too-deep", "hs-2")), 6, 100);

        Assert.Equal(expected, _store.List(new QuarantineFilter { Reason = reason, Device = device }, before, limit).Select(m => m.Position));
    }

    [Fact]
    public void Open_BrokenOrNewerFile_IsRefusedWithTheMend()
    {
        File.WriteAllText(_folder["broken.db"], new string('x', 5_000));
        Assert.Contains("Delete the file", Assert.Throws<StartException>(() => new QuarantineStore(_folder["broken.db"])).Message, StringComparison.Ordinal);

        using (var connection = new SqliteConnection($"Data Source={_folder["quarantine.db"]}"))
            Dapper.SqlMapper.Execute(connection, "PRAGMA user_version = 9");
        Assert.Contains("newer version of telemetry (format 9", Assert.Throws<StartException>(() => new QuarantineStore(_folder["quarantine.db"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_FollowsTheJournalAndReleasesIt()
    {
        await using var ingest = new TestIngest();
        var retention = new JournalRetention(ingest.Journal.Journal, [nameof(QuarantineReader)]);
        using var reader = new QuarantineReader(ingest.Journal.Log, _store, retention, new QuarantineOptions { MaximumMessages = 3 }, NullLogger<QuarantineReader>.Instance);
        ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1}""");
        for (int i = 0; i < 5; i++)
            ingest.Receive("city/nowhere/\u001b[31m", $"broken {i}");

        await reader.StartAsync(default);

        await Eventually.TrueAsync(() => _store.Cursor == 6);
        await reader.StopAsync(default);
        IReadOnlyList<QuarantinedMessage> kept = _store.List(QuarantineFilter.All, null, 10);
        Assert.Equal(["broken 4", "broken 3", "broken 2"], kept.Select(m => System.Text.Encoding.UTF8.GetString(m.Payload)));
        Assert.All(kept, m => Assert.Equal(("unknown-topic", "", "city/nowhere/\u001b[31m"), (m.Reason, m.Device, m.Topic)));
    }

    [Fact]
    public async Task Reader_DatabaseCannotBeWrittenForAWhile_KeepsWhatItHasAndSaysSoOnce()
    {
        await using var ingest = new TestIngest();
        var logger = new ListLogger<QuarantineReader>();
        var retention = new JournalRetention(ingest.Journal.Journal, [nameof(QuarantineReader)]);
        using var reader = new QuarantineReader(ingest.Journal.Log, _store, retention, new QuarantineOptions(), logger);
        ingest.Receive("city/nowhere", "the first");
        await reader.StartAsync(default);
        await Eventually.TrueAsync(() => _store.Cursor == 1);
        using (new AbsentDatabase(_folder["quarantine.db"]))
        {
            ingest.Receive("city/nowhere", "broken");
            await Eventually.TrueAsync(() => logger.Lines.Count > 0 || reader.ExecuteTask!.IsCompleted);
            Assert.Contains("quarantine.db cannot be written", Assert.Single(logger.Lines), StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(() => _store.Cursor == 2);
        await reader.StopAsync(default);
        Assert.Equal(2, _store.Count);
        Assert.Equal(2, logger.Lines.Count);
    }

    [Fact]
    public void Add_OneThatFillsIt_PushesOutItsOwnAndNobodyElses()
    {
        _store.Add(Enumerable.Range(0, 5).Select(i => Message(i, "unknown-device", "")).Concat(Enumerable.Range(5, 10).Select(i => Message(i, device: "hs-2"))), 15, keep: 20);
        for (int i = 15; i < 200; i += 5)
            _store.Add(Enumerable.Range(i, 5).Select(k => Message(k, "unknown-topic", "") with { Topic = $"t/{k}" }), i + 5, keep: 20);
        _store.Add([Message(200), Message(201)], 202, keep: 20);

        IReadOnlyList<QuarantinedMessage> kept = _store.List(QuarantineFilter.All, null, 100);
        Assert.Equal(20, kept.Count);
        Assert.Equal([0L, 1, 2, 3, 4], kept.Where(m => m.Reason == "unknown-device").Select(m => m.Position).Order());
        Assert.Equal([200L, 201], kept.Where(m => m.Device == "hs-1").Select(m => m.Position).Order());
        Assert.InRange(kept.Count(m => m.Device == "hs-2"), 6, 7);
        Assert.Equal(199, kept.Where(m => m.Reason == "unknown-topic").Max(m => m.Position));
        Assert.Equal(kept.Sum(m => m.Payload.Length + m.Topic.Length), _store.Bytes);
    }

    [Fact]
    public void Add_LargeOnesOfOne_PushOutTheirOwn()
    {
        _store.Add(Enumerable.Range(0, 10).Select(i => Message(i, device: "hs-2")), 10, keep: 100, keepBytes: 500);

        _store.Add(Enumerable.Range(10, 10).Select(i => Message(i) with { Payload = new byte[99] }), 20, keep: 100, keepBytes: 500);

        Assert.Equal(10, _store.Read(new QuarantineFilter { Device = "hs-2" }).Count());
        Assert.Equal([19, 18, 17, 16], _store.Read(new QuarantineFilter { Device = "hs-1" }).Select(m => m.Position));
        Assert.Equal((420, 6), (_store.Bytes, _store.Evicted(QuarantineEviction.Bytes)));
    }

    [Fact]
    public void Picture_TakenAfterAll_LeavesNothingOfItself()
    {
        _store.Add([Message(1) with { Topic = "city/x/snapshot/1", Payload = [1, 2, 3] }, Message(2)], 3, 10);

        _store.Add([], 4, 10, marks: [new ReplayMark(1, RejectReason.None, "a", 5), new ReplayMark(2, RejectReason.None, "a", 5)]);

        Assert.Equal((0, 3L, true), (_store.Find(1)!.Payload.Length, _store.Find(1)!.Bytes, _store.Find(1)!.IsPicture));
        Assert.Equal((1, 1L, false), (_store.Find(2)!.Payload.Length, _store.Find(2)!.Bytes, _store.Find(2)!.IsPicture));
        Assert.Equal("city/x/snapshot/1".Length + 2, _store.Bytes);
    }

    [Fact]
    public void Expire_Pictures_GoWhenTheirFilesWould()
    {
        _store.Add([Message(1) with { Topic = "city/x/snapshot/1" }, Message(2), Message(3) with { Payload = [0xFF, 0xD8, 0xFF, 0xE0] }], 4, 10);

        _store.Expire(before: 1, picturesBefore: 2);

        Assert.Equal([2], _store.Read(QuarantineFilter.All).Select(m => m.Position));
    }

    [Fact]
    public void Filter_InTheAuditLog_NamesEachAreaAndTheState() =>
        Assert.Equal("area=town,village replayed=False", new QuarantineFilter { Areas = ["town", "village"], Replayed = false }.ToString());

    [Fact]
    public void CsvLine_Base64_IsAsItIs()
    {
        Assert.EndsWith(",\"\",\"+AA=\"", QuarantineExport.CsvLine(Message(1) with { Payload = [0xF8, 0x00] }), StringComparison.Ordinal);
        Assert.EndsWith(",\"\",\"\"", QuarantineExport.CsvLine(Message(1) with { Topic = "city/a/snapshot/1", Payload = [0xF8, 0x00] }), StringComparison.Ordinal);
    }

    private static QuarantinedMessage Message(long position, string reason = "oversize", string device = "hs-1") => new(position, 1, reason, device, "t", [1]);
}
