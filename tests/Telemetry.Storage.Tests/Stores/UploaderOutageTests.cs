using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>A store that does not take data.</summary>
public sealed class UploaderOutageTests
{
    private static readonly WriteResult Stored = new(WriteOutcome.Stored);
    private static readonly UploaderOptions AtOnce = new() { FlushInterval = TimeSpan.Zero };

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
    public async Task Statistics_TroubleFor_CountsFromTheFirstFailureUntilTheStoreTakesData()
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(1);
        bool away = true;
        int failures = 0;
        var store = new FakeStore
        {
            OnWrite = (_, _) => Task.FromResult(!away ? Stored : new WriteResult(failures++ % 2 == 0 ? WriteOutcome.Retry : WriteOutcome.Misconfigured)),
        };
        Uploader uploader = rig.Start(store);
        Assert.Equal(TimeSpan.Zero, uploader.Statistics.TroubleFor);

        await rig.UntilAsync(() => uploader.Statistics.TroubleFor > TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10));
        away = false;
        await rig.UntilAsync(() => uploader.Statistics.Position == 1, TimeSpan.FromSeconds(10));

        Assert.Equal(TimeSpan.Zero, uploader.Statistics.TroubleFor);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_CursorBehindTheEndAndStoreAway_SkipsNothingThatCameMeanwhile(bool inFile)
    {
        await using var rig = new UploadRig();
        await rig.AppendAsync(10);
        if (inFile)
            rig.Cursor.Write(50);
        bool isAway = true;
        var store = new FakeStore
        {
            StoredPosition = inFile ? null : 50,
            OnInitialize = _ =>
            {
                if (isAway)
                    throw new StoreUnavailableException("away");
            },
        };
        Uploader uploader = rig.Start(store, cursor: inFile ? rig.Cursor : null);
        await rig.UntilAsync(() => uploader.Statistics.Retries > 2);
        Assert.Equal(inFile ? 50 : 10, rig.Journal.NextPosition);

        await rig.AppendAsync(100);
        isAway = false;
        await rig.UntilAsync(() => uploader.SettledPosition == rig.Journal.NextPosition);

        Assert.Equal(110, store.Stored.Count);
        Assert.Equal("l0", store.Stored[0]);
        Assert.Equal(inFile ? 150 : 110, rig.Journal.NextPosition);
    }

    private static IEnumerable<string> Names(int first, int count) => Enumerable.Range(first, count).Select(i => $"l{i}");
}
