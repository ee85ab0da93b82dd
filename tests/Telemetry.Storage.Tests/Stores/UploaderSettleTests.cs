using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>When what was stored is there to stay.</summary>
public sealed class UploaderSettleTests
{
    private static readonly WriteResult Stored = new(WriteOutcome.Stored);
    private static readonly UploaderOptions AtOnce = new() { FlushInterval = TimeSpan.Zero };

    [Fact]
    public async Task Run_StoreNeedsTimeToSettle_CursorFollowsThatMuchLater()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(5);
        var store = new FakeStore { Settle = TimeSpan.FromSeconds(30), Time = rig.Time };
        Uploader uploader = rig.Start(store, cursor: rig.Cursor);
        await rig.UntilAsync(() => uploader.Statistics.Position == 5);
        DateTimeOffset stored = rig.Time.GetUtcNow();
        Assert.Equal(0, uploader.SettledPosition);

        await rig.UntilAsync(() => uploader.SettledPosition == 5, TimeSpan.FromMilliseconds(500));
        Assert.True(rig.Time.GetUtcNow() - stored >= TimeSpan.FromSeconds(30));
        Assert.Equal(5, rig.Cursor.Read());
    }

    [Fact]
    public async Task Run_StoreWasRestarted_SendsAgainWhatWasNotSettled()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(4);
        FakeStore? store = null;
        store = new FakeStore
        {
            Settle = TimeSpan.FromSeconds(30),
            OnWrite = (number, _) =>
            {
                if (number != 1)
                    return Task.FromResult(Stored);
                store!.Forget(3);
                return Task.FromResult(new WriteResult(WriteOutcome.Rewind));
            },
        };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.Position == 4, TimeSpan.Zero);
        await rig.AppendAsync(1);
        await rig.UntilAsync(() => uploader.Statistics.Position == 5, TimeSpan.FromMilliseconds(1));

        Assert.Equal(1, uploader.Statistics.Rewinds);
        Assert.Equal(Names(0, 5), store.Stored.Distinct());
    }

    [Fact]
    public async Task Run_RestartSeenWhileQuiet_SendsAgain()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(4);
        bool restarted = false;
        FakeStore? store = null;
        store = new FakeStore
        {
            OnSync = _ =>
            {
                if (restarted)
                    return WriteOutcome.Stored;
                restarted = true;
                store!.Forget(4);
                return WriteOutcome.Rewind;
            },
        };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.SettledPosition == 4);
        Assert.Equal(Names(0, 4), store.Stored);
    }

    [Fact]
    public async Task Run_StoreCannotSync_KeepsTheJournal()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(4);
        bool broken = true;
        var store = new FakeStore { OnSync = _ => broken ? WriteOutcome.Retry : WriteOutcome.Stored };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.Position == 4);
        DateTimeOffset before = rig.Time.GetUtcNow();
        await rig.UntilAsync(() => rig.Time.GetUtcNow() - before > TimeSpan.FromSeconds(5));
        Assert.Equal(0, uploader.SettledPosition);

        broken = false;
        await rig.UntilAsync(() => uploader.SettledPosition == 4);
    }

    [Fact]
    public async Task Run_SomebodyWaitsForTheStore_IsToldAsSoonAsABatchIsStored()
    {
        await using var rig = new UploadRig();
        var store = new FakeStore();
        Uploader uploader = rig.Start(store, AtOnce with { SettleInterval = TimeSpan.Zero }, rig.Cursor);
        int told = 0;
        uploader.Settled += () => Interlocked.Increment(ref told);
        await rig.UntilAsync(() => uploader.Statistics.State == UploaderState.Running, TimeSpan.Zero);

        await rig.AppendAsync(3);
        await rig.UntilAsync(() => uploader.StoredForGoodPosition == 3, TimeSpan.Zero);

        // The clock stands: the cursor's file, which only matters to the journal, is written later.
        Assert.True(told > 0);
        Assert.Equal(0, uploader.SettledPosition);
        Assert.Null(rig.Cursor.Read());
        await rig.UntilAsync(() => uploader.SettledPosition == 3);
        Assert.Equal(3, rig.Cursor.Read());
    }

    [Fact]
    public async Task Run_SomebodyWaitsForAStoreThatNeedsTime_IsToldNoEarlier()
    {
        await using var rig = new UploadRig();
        var store = new FakeStore { Settle = TimeSpan.FromSeconds(30) };
        Uploader uploader = rig.Start(store, AtOnce with { SettleInterval = TimeSpan.Zero });
        await rig.AppendAsync(3);
        await rig.UntilAsync(() => uploader.Statistics.Position == 3, TimeSpan.Zero);
        DateTimeOffset stored = rig.Time.GetUtcNow();

        await rig.UntilAsync(() => uploader.StoredForGoodPosition == 3, TimeSpan.FromMilliseconds(500));

        Assert.InRange(rig.Time.GetUtcNow() - stored, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(41));
    }

    [Fact]
    public async Task Run_StoreCannotSyncAndSomebodyWaits_IsAskedOnceASecond()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1);
        int asked = 0;
        var store = new FakeStore
        {
            OnSync = _ =>
            {
                Interlocked.Increment(ref asked);
                return WriteOutcome.Retry;
            },
        };
        Uploader uploader = rig.Start(store, AtOnce with { SettleInterval = TimeSpan.Zero });
        DateTimeOffset before = rig.Time.GetUtcNow();
        await rig.UntilAsync(() => rig.Time.GetUtcNow() - before > TimeSpan.FromSeconds(20));

        Assert.InRange(Volatile.Read(ref asked), 2, 22);
        Assert.Equal(0, uploader.StoredForGoodPosition);
    }

    private static IEnumerable<string> Names(int first, int count) => Enumerable.Range(first, count).Select(i => $"l{i}");
}
