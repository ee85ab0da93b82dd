using Telemetry.Mqtt.Publishing;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Stores;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Stores;

/// <summary><c>Journal:Acknowledge=store</c>: who waits for the store is told when the store has it, and not before.</summary>
public sealed class StoreLogTests
{
    private const string Line = "heating,device=d1 flow=1 1763700000000000000";

    [Fact]
    public async Task Receipt_JournalHasItAndTheStoreNot_IsNotAcknowledged()
    {
        await using var rig = new StoreRig();
        rig.Store.Result = new WriteResult(WriteOutcome.Retry, Message: "refused");
        var log = new StoreLog(rig.Uploader);
        var origin = new TestOrigin();
        rig.Start();

        Receipt receipt = Receive(rig, log, origin);
        await rig.Journal.CommitAsync();
        await rig.UntilAsync(() => rig.Uploader.Statistics.Retries > 5, TimeSpan.FromSeconds(1));

        Assert.False(receipt.IsDurable);
        Assert.Equal(0, origin.Acknowledged);
        Assert.True(receipt.Position < rig.Journal.Log.CommittedPosition);

        rig.Store.Result = new WriteResult(WriteOutcome.Stored);
        await rig.UntilAsync(() => origin.Acknowledged == 1, TimeSpan.FromSeconds(1));
        Assert.True(receipt.IsDurable);
        Assert.Equal(1, rig.Store.Stored);
    }

    [Fact]
    public async Task Receipt_StoreTakesIt_IsAcknowledgedWithoutWaitingForTheCursor()
    {
        await using var rig = new StoreRig();
        var log = new StoreLog(rig.Uploader);
        var origin = new TestOrigin();
        rig.Start();
        await rig.UntilAsync(() => rig.Uploader.Statistics.State == UploaderState.Running, TimeSpan.Zero);

        for (int i = 1; i <= 10; i++)
        {
            Receive(rig, log, origin);
            await rig.UntilAsync(() => origin.Acknowledged == i, TimeSpan.Zero);
        }

        // The clock has not moved: nobody waits for a cursor that is written once a second.
        Assert.Equal(0, rig.Uploader.SettledPosition);
    }

    [Fact]
    public async Task Receipt_StoreNeedsTimeToSettle_IsAcknowledgedThen()
    {
        await using var rig = new StoreRig(settle: TimeSpan.FromSeconds(30));
        var log = new StoreLog(rig.Uploader);
        var origin = new TestOrigin();
        rig.Start();
        Receive(rig, log, origin);
        await rig.UntilAsync(() => rig.Store.Stored == 1, TimeSpan.Zero);
        DateTimeOffset stored = rig.Time.GetUtcNow();

        await rig.UntilAsync(() => origin.Acknowledged == 1, TimeSpan.FromSeconds(1));

        Assert.InRange(rig.Time.GetUtcNow() - stored, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(45));
    }

    [Fact]
    public async Task Receipt_LineIsSetAside_IsAcknowledged()
    {
        await using var rig = new StoreRig();
        rig.Store.Result = new WriteResult(WriteOutcome.Stored, RejectedLines: 1);
        var log = new StoreLog(rig.Uploader);
        var origin = new TestOrigin();
        rig.Start();
        Receive(rig, log, origin);
        await rig.UntilAsync(() => origin.Acknowledged == 1);
    }

    [Fact]
    public async Task RacingOrigins_LoseNoAcknowledgement()
    {
        await using var rig = new StoreRig();
        var log = new StoreLog(rig.Uploader);
        rig.Start();
        TestOrigin[] origins = [.. Enumerable.Range(0, 4).Select(_ => new TestOrigin())];

        await Task.WhenAll(origins.Select(origin => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
                Receive(rig, log, origin);
        })));

        await rig.UntilAsync(() => origins.All(o => o.Acknowledged == 500));
        Assert.Equal(2_000, rig.Store.Stored);
    }

    [Fact]
    public async Task Pipeline_ReadingsAndEventsWaitForTheStore_WhatStoresDoNotKeepForTheJournal()
    {
        await using var rig = new StoreRig();
        var log = new StoreLog(rig.Uploader);
        await using var ingest = new TestIngest(acknowledgedBy: log);

        Receipt reading = ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1}""");
        Receipt status = ingest.Receive(TestCity.Station + "/status", """{"state":"online"}""");
        Receipt reject = ingest.Receive(TestCity.Station + "/telemetry", "no json");

        Assert.Same(log, reading.Log);
        Assert.Same(ingest.Journal.Log, status.Log);
        Assert.Same(ingest.Journal.Log, reject.Log);
    }

    private static Receipt Receive(StoreRig rig, StoreLog log, TestOrigin origin)
    {
        var receipt = new Receipt(log, rig.Journal.Append(RecordKind.Reading, "d1", Line));
        origin.Add(receipt);
        return receipt;
    }
}
