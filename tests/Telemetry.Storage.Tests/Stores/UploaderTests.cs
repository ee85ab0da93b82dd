using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

public sealed class UploaderTests
{
    private static readonly WriteResult Stored = new(WriteOutcome.Stored);
    private static readonly UploaderOptions AtOnce = new() { FlushInterval = TimeSpan.Zero };

    [Fact]
    public async Task Run_ReadingsAndEvents_AreStoredAndTheRestIsPassed()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(2);
        await rig.AppendAsync(3, RecordKind.Status);
        await rig.AppendAsync(1, RecordKind.Event);
        await rig.AppendAsync(2, RecordKind.Tick);
        var store = new FakeStore();

        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.Position == 8);

        Assert.Equal(["l0", "l1", "l5"], store.Stored);
        UploaderStatistics statistics = uploader.Statistics;
        Assert.Equal((3, 0, 0.0, UploaderState.Running), (statistics.StoredLines, statistics.LagRecords, statistics.LagSeconds, statistics.State));
        await rig.UntilAsync(() => uploader.SettledPosition == 8);
    }

    [Fact]
    public async Task Run_MoreThanABatchHolds_IsCutAtTheLimits()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1_000);
        var store = new FakeStore();

        Uploader uploader = rig.Start(store, AtOnce with { MaximumLines = 64 });
        await rig.UntilAsync(() => uploader.Statistics.Position == 1_000);

        Assert.Equal(Names(0, 1_000), store.Stored);
        Assert.Equal([.. Enumerable.Repeat(64, 15), 40], store.Writes.Select(w => w.Lines.Count));
    }

    [Fact]
    public async Task Run_MoreBytesThanABatchHolds_IsCutAtTheLimits()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1_000);
        var store = new FakeStore();

        Uploader uploader = rig.Start(store, AtOnce with { MaximumBytes = 1_024 });
        await rig.UntilAsync(() => uploader.Statistics.Position == 1_000);

        Assert.Equal(Names(0, 1_000), store.Stored);
        Assert.All(store.Writes.SkipLast(1), w => Assert.InRange(w.Lines.Sum(l => l.Length + 1), 1_024, 1_030));
    }

    [Fact]
    public async Task Run_AfterAPause_StoresAtOnceThenGathersForTheFlushInterval()
    {
        await using var rig = new UploadRig();
        var store = new FakeStore();
        Uploader uploader = rig.Start(store, new UploaderOptions { FlushInterval = TimeSpan.FromSeconds(10) });
        await rig.AppendAsync(1);
        await rig.UntilAsync(() => store.Writes.Count == 1, TimeSpan.Zero);

        for (int i = 0; i < 5; i++)
        {
            await rig.AppendAsync(1);
            await rig.UntilAsync(() => true);
        }

        await rig.UntilAsync(() => uploader.Statistics.Position == 6);
        Assert.Equal(2, store.Writes.Count);
        Assert.Equal(Names(1, 5), store.Writes[1].Lines);
    }

    [Fact]
    public async Task Run_SecondConnectionIsFaster_CursorWaitsForTheFirst()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(10);
        var first = new TaskCompletionSource<WriteResult>();
        var store = new FakeStore { Connections = 2, OnWrite = (number, _) => number == 0 ? first.Task : Task.FromResult(Stored) };
        Uploader uploader = rig.Start(store, AtOnce with { MaximumLines = 5 });
        await rig.UntilAsync(() => store.Stored.Count == 5);
        Assert.Equal(0, uploader.Statistics.Position);

        first.SetResult(Stored);
        await rig.UntilAsync(() => uploader.Statistics.Position == 10);
        Assert.Equal(Names(0, 10).Order(), store.Stored.Order());
    }

    [Fact]
    public async Task Run_StoreKeepsTheCursor_GoesOnThere()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(5);
        rig.Cursor.Write(1);
        var store = new FakeStore { StoredPosition = 3 };
        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => uploader.Statistics.Position == 5);
        Assert.Equal(["l3", "l4"], store.Stored);
    }

    [Fact]
    public async Task Run_StoreIsAheadOfTheJournal_StoresEverything()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(2);
        var store = new FakeStore { StoredPosition = 1_000 };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.Position >= 2);
        Assert.Equal(["l0", "l1"], store.Stored);
        Assert.Equal(1_000, rig.Journal.NextPosition);
    }

    [Fact]
    public async Task Run_RecordsGoneFromTheJournal_AreCounted()
    {
        await using var rig = new UploadRig(segmentBytes: 16 * 1024);
        await rig.AppendAsync(2_000);
        rig.Journal.Release(1_500);
        long first = rig.Journal.FirstPosition;
        Assert.True(first > 0);
        rig.Cursor.Write(0);
        var store = new FakeStore();

        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => uploader.Statistics.Position == 2_000);

        Assert.Equal(first, uploader.Statistics.MissedRecords);
        Assert.Equal(Names((int)first, 2_000 - (int)first), store.Stored);
    }

    [Fact]
    public async Task Run_StoreSetsLinesAside_CountsThem()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(3);
        FakeStore? store = null;
        store = new FakeStore
        {
            OnWrite = (_, _) =>
            {
                store!.Rejected.Add(LineRejection.TypeConflict, "no", "l1"u8);
                return Task.FromResult(new WriteResult(WriteOutcome.Stored, 1, "no"));
            },
        };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.Position == 3);
        Assert.Equal(2, uploader.Statistics.StoredLines);
        Assert.Equal(1, uploader.Statistics.RejectedByReason["type-conflict"]);
    }

    [Fact]
    public void Validate_OutOfRange_NamesTheOption()
    {
        new UploaderOptions().Validate();
        UploaderOptions.DefaultsFor("sqlite").Validate();
        Assert.Contains("MaximumLines", Assert.Throws<ArgumentException>(() => new UploaderOptions { MaximumLines = 0 }.Validate()).Message);
        Assert.Contains("FlushInterval", Assert.Throws<ArgumentException>(() => new UploaderOptions { FlushInterval = TimeSpan.FromHours(1) }.Validate()).Message);
    }

    private static IEnumerable<string> Names(int first, int count) => Enumerable.Range(first, count).Select(i => $"l{i}");
}
