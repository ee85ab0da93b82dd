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
    public async Task Run_StoreCannotForAWhile_SendsTheSameBatchUntilItCan()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(10);
        var store = new FakeStore
        {
            OnWrite = (number, _) => Task.FromResult(number < 4 ? new WriteResult(WriteOutcome.Retry, Message: "503: busy") : Stored),
        };
        Uploader uploader = rig.Start(store, AtOnce with { MaximumLines = 5 });

        await rig.UntilAsync(() => uploader.Statistics.State == UploaderState.Retrying, TimeSpan.Zero);
        Assert.Equal(("503: busy", 10), (uploader.Statistics.LastError, uploader.Statistics.LagRecords));

        await rig.UntilAsync(() => uploader.Statistics.Position == 10);
        Assert.Equal(Names(0, 10), store.Stored);
        Assert.Equal([0, 1, 2, 3, 4, 0], store.Writes.Select(w => w.Attempt));
        Assert.Equal((4, UploaderState.Running, null), (uploader.Statistics.Retries, uploader.Statistics.State, uploader.Statistics.LastError));
    }

    [Fact]
    public async Task Run_StoreIsDown_LagGrowsInRecordsAndSeconds()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(3);
        var store = new FakeStore { OnWrite = (_, _) => Task.FromResult(new WriteResult(WriteOutcome.Retry)) };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.LagSeconds > 60, TimeSpan.FromSeconds(1));
        await rig.AppendAsync(4);
        Assert.Equal(7, uploader.Statistics.LagRecords);
        Assert.Equal(0, uploader.SettledPosition);
    }

    [Fact]
    public async Task Run_StoreAsksToBeLeftAlone_ComesNoEarlier()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1);
        var store = new FakeStore
        {
            Time = rig.Time,
            OnWrite = (number, _) => Task.FromResult(number == 0 ? new WriteResult(WriteOutcome.Retry, RetryAfter: TimeSpan.FromSeconds(20)) : Stored),
        };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.Position == 1);
        Assert.InRange(store.Writes[1].At - store.Writes[0].At, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
    }

    [Fact]
    public async Task Run_Misconfigured_KeepsTheDataAndComesBackSlowly()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1);
        var store = new FakeStore
        {
            Time = rig.Time,
            OnWrite = (number, _) => Task.FromResult(number < 2 ? new WriteResult(WriteOutcome.Misconfigured, Message: "401: who are you") : Stored),
        };
        Uploader uploader = rig.Start(store);
        await rig.UntilAsync(() => uploader.Statistics.State == UploaderState.Misconfigured, TimeSpan.Zero);
        Assert.Equal("401: who are you", uploader.Statistics.LastError);

        await rig.UntilAsync(() => uploader.Statistics.Position == 1, TimeSpan.FromSeconds(1));
        Assert.InRange(store.Writes[1].At - store.Writes[0].At, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32));
        Assert.Equal(UploaderState.Running, uploader.Statistics.State);
    }

    [Fact]
    public async Task Run_StoreNotThereAtTheStart_IsTriedUntilItIs()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1);
        var states = new List<UploaderState>();
        Uploader? uploader = null;
        var store = new FakeStore
        {
            OnInitialize = number =>
            {
                if (uploader is not null)
                    states.Add(uploader.Statistics.State);
                if (number < 2)
                    throw new StoreUnavailableException("refused");
                if (number == 2)
                    throw new StoreConfigurationException("no such database");
            },
        };
        uploader = rig.Start(store);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(uploader.Statistics.LagSeconds > 0);

        await rig.UntilAsync(() => uploader.Statistics.Position == 1, TimeSpan.FromSeconds(1));
        Assert.Equal([UploaderState.Retrying, UploaderState.Retrying, UploaderState.Misconfigured], states);
        Assert.Equal(["l0"], store.Stored);
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
        await rig.UntilAsync(() => uploader.Statistics.Position == 2);
        Assert.Equal(["l0", "l1"], store.Stored);
        Assert.Equal(2, rig.Journal.NextPosition);
    }

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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Run_StoreFailsAtRandom_EverythingIsStoredInTheEnd(int connections)
    {
        await using var rig = new UploadRig();
        var random = new Random(connections);
        var store = new FakeStore
        {
            Connections = connections,
            OnWrite = async (_, _) =>
            {
                await Task.Yield();
                return random.Next(6) switch
                {
                    0 => new WriteResult(WriteOutcome.Retry),
                    1 => new WriteResult(WriteOutcome.Rewind),
                    2 => new WriteResult(WriteOutcome.Misconfigured),
                    _ => Stored,
                };
            },
        };
        Uploader uploader = rig.Start(store, AtOnce with { MaximumLines = 50, MendInterval = TimeSpan.FromMilliseconds(100), SaveInterval = TimeSpan.Zero });
        for (int i = 0; i < 10; i++)
            await rig.AppendAsync(200);
        await rig.UntilAsync(() => uploader.SettledPosition == 2_000);
        Assert.Equal(Names(0, 2_000).Order(), store.Stored.Distinct().Order());
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
