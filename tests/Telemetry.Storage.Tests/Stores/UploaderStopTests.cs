using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>Stopping, and going on after it.</summary>
public sealed class UploaderStopTests
{
    private static readonly WriteResult Stored = new(WriteOutcome.Stored);
    private static readonly UploaderOptions AtOnce = new() { FlushInterval = TimeSpan.Zero };

    [Fact]
    public async Task Run_StopAndStartAgain_GoesOnAtTheCursor()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(5);
        var store = new FakeStore();
        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => store.Stored.Count == 5);
        await rig.StopAsync();
        Assert.Equal(5, rig.Cursor.Read());
        Assert.Equal(UploaderState.Stopped, uploader.Statistics.State);

        await rig.AppendAsync(2);
        var next = new Uploader(rig.Journal, store, AtOnce, rig.Cursor, rig.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        Assert.Equal(5, next.SettledPosition);
        using var stop = new CancellationTokenSource();
        Task running = next.RunAsync(stop.Token);
        await rig.UntilAsync(() => next.Statistics.Position == 7);
        await stop.CancelAsync();
        await running;
        Assert.Equal(Names(0, 7), store.Stored);
    }

    [Fact]
    public async Task Run_StopDuringAWrite_LetsItFinish()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(3);
        var write = new TaskCompletionSource<WriteResult>();
        var store = new FakeStore { OnWrite = (_, _) => write.Task };
        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => store.Writes.Count == 1);

        rig.Stop();
        write.SetResult(Stored);
        await rig.StoppedAsync();
        Assert.Equal(3, uploader.SettledPosition);
        Assert.Equal(3, rig.Cursor.Read());
    }

    [Fact]
    public async Task Run_StopDuringAWriteThatHangs_GivesUpAfterTheTimeout()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(3);
        var store = new FakeStore { OnWrite = (_, _) => new TaskCompletionSource<WriteResult>().Task };
        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => store.Writes.Count == 1);

        rig.Stop();
        DateTimeOffset stopped = rig.Time.GetUtcNow();
        await rig.UntilAsync(() => rig.StoppedAsync().IsCompleted, TimeSpan.FromMilliseconds(500));
        Assert.True(rig.Time.GetUtcNow() - stopped >= TimeSpan.FromSeconds(5));
        Assert.Null(rig.Cursor.Read());
        Assert.Equal(0, uploader.Statistics.Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Run_StopWithABacklogAndAHealthyStore_StoresTheRest(int connections)
    {
        await using var rig = new UploadRig();
        var first = new TaskCompletionSource<WriteResult>();
        var store = new FakeStore { Connections = connections, OnWrite = (number, _) => number == 0 ? first.Task : Task.FromResult(Stored) };
        Uploader uploader = rig.Start(store, AtOnce with { MaximumLines = 50 }, rig.Cursor);
        await rig.AppendAsync(1);
        await rig.UntilAsync(() => store.Writes.Count == 1, TimeSpan.Zero);
        await rig.AppendAsync(999);
        await rig.AppendAsync(2, RecordKind.Tick);

        rig.Stop();
        first.SetResult(Stored);
        await rig.StoppedAsync();

        Assert.Equal(1_002, rig.Cursor.Read());
        Assert.Equal(1_000, store.Stored.Count);
        Assert.Equal(0, uploader.Statistics.LagRecords);
    }

    [Fact]
    public async Task Run_StopWithABacklogAndASlowStore_StopsInTimeAndKeepsTheRest()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1_000);
        var store = new FakeStore
        {
            OnWrite = async (_, _) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Time);
                return Stored;
            },
        };
        rig.Start(store, AtOnce with { MaximumLines = 10, DrainTimeout = TimeSpan.FromSeconds(3) }, rig.Cursor);
        await rig.UntilAsync(() => store.Writes.Count == 2);

        rig.Stop();
        DateTimeOffset stopped = rig.Time.GetUtcNow();
        await rig.UntilAsync(() => rig.StoppedAsync().IsCompleted, TimeSpan.FromMilliseconds(100));

        Assert.InRange(rig.Time.GetUtcNow() - stopped, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6));
        Assert.InRange(store.Stored.Count, 30, 70);
    }

    [Fact]
    public async Task Run_StopWhileTheStoreIsAway_LeavesTheRestInTheJournal()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(10);
        var store = new FakeStore { OnWrite = (_, _) => Task.FromResult(new WriteResult(WriteOutcome.Retry)) };
        Uploader uploader = rig.Start(store, AtOnce with { MaximumLines = 2 }, rig.Cursor);
        await rig.UntilAsync(() => uploader.Statistics.State == UploaderState.Retrying, TimeSpan.Zero);
        int writes = store.Writes.Count;

        rig.Stop();
        await rig.StoppedAsync();

        Assert.Equal(writes, store.Writes.Count);
        Assert.Equal(10, uploader.Statistics.LagRecords);
        Assert.Null(rig.Cursor.Read());
    }

    [Fact]
    public async Task Run_StoreLostWhatItHadAndTheAnswerComesAtTheStop_SettlesNothing()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(5);
        var answer = new TaskCompletionSource<WriteResult>();
        var store = new FakeStore
        {
            Settle = TimeSpan.FromSeconds(30),
            OnWrite = (number, _) => number == 0 ? Task.FromResult(Stored) : answer.Task,
        };
        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => uploader.Statistics.Position == 5, TimeSpan.Zero);
        DateTimeOffset stored = rig.Time.GetUtcNow();
        await rig.UntilAsync(() => rig.Time.GetUtcNow() - stored > TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500));
        await rig.AppendAsync(1);
        await rig.UntilAsync(() => store.Writes.Count == 2, TimeSpan.FromMilliseconds(1));
        rig.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(0, uploader.StoredForGoodPosition);

        rig.Stop();
        answer.SetResult(new WriteResult(WriteOutcome.Rewind));
        await rig.StopAsync();

        Assert.Equal(0, uploader.StoredForGoodPosition);
        Assert.Null(rig.Cursor.Read());
    }

    private static IEnumerable<string> Names(int first, int count) => Enumerable.Range(first, count).Select(i => $"l{i}");
}
