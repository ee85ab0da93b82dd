using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class SnapshotKeeperTests
{
    private const string Topic = TestCity.Camera + "/snapshot/s-1";

    [Fact]
    public async Task Picture_IsAFileARecordAndThenAcknowledged()
    {
        await using var ingest = new TestIngest();
        byte[] picture = Pictures.Png(640, 480);
        var origin = new TestOrigin();
        Receipt receipt = ingest.Receive(Topic, picture);
        origin.Add(receipt);
        Assert.False(receipt.IsDurable);

        await ingest.Snapshots.StartAsync(default);

        await Eventually.TrueAsync(() => origin.Acknowledged == 1);
        string path = Assert.IsType<string>(ingest.Snapshots.Find("cam-1", "s-1"));
        Assert.Equal(picture, await File.ReadAllBytesAsync(path));
        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal(RecordKind.Snapshot, record.Header.Kind);
        Assert.Equal("""{"id":"s-1","type":"png","width":640,"height":480,"bytes":64}""", record.Text);
        Assert.Equal(1, ingest.Snapshots.Kept);
    }

    [Fact]
    public async Task Picture_SentAgain_TakesThePlaceOfItself()
    {
        await using var ingest = new TestIngest();
        await ingest.Snapshots.StartAsync(default);
        var origin = new TestOrigin();

        origin.Add(ingest.Receive(Topic, Pictures.Jpeg()));
        origin.Add(ingest.Receive(Topic, Pictures.Jpeg()));

        await Eventually.TrueAsync(() => origin.Acknowledged == 2);
        Assert.Single(Directory.GetFiles(ingest.Journal["snapshots"]));
    }

    [Fact]
    public async Task DiskThatRefuses_HoldsTheAcknowledgementUntilItTakesThePicture()
    {
        await using var ingest = new TestIngest();
        string folder = ingest.Journal["snapshots"];
        Directory.Delete(folder);
        var origin = new TestOrigin();
        origin.Add(ingest.Receive(Topic, Pictures.Png()));

        await ingest.Snapshots.StartAsync(default);
        await Eventually.TrueAsync(() => ingest.SnapshotLog.Lines.Count > 0);
        Assert.Contains("A picture of cam-1 cannot be written", ingest.SnapshotLog.Lines[0], StringComparison.Ordinal);
        Assert.Equal(0, origin.Acknowledged);
        Assert.Equal(0, ingest.Journal.Journal.NextPosition);

        Directory.CreateDirectory(folder);
        await Eventually.TrueAsync(() =>
        {
            ingest.Time.Advance(TimeSpan.FromSeconds(1));
            return origin.Acknowledged == 1;
        });
        Assert.NotNull(ingest.Snapshots.Find("cam-1", "s-1"));
    }

    [Fact]
    public async Task PicturesBehindARejectedOne_AreAcknowledgedInOrder()
    {
        await using var ingest = new TestIngest();
        var origin = new TestOrigin();
        for (int i = 0; i < 20; i++)
            origin.Add(ingest.Receive($"{TestCity.Camera}/snapshot/s-{i}", i % 3 == 0 ? [1, 2, 3] : Pictures.Png()));

        await ingest.Snapshots.StartAsync(default);

        await Eventually.TrueAsync(() => origin.Acknowledged == 20);
        Assert.Equal(20, ingest.Snapshots.CommittedPosition);
        Assert.Equal((13, 7), (ingest.Snapshots.Kept, ingest.Counters.RejectedTotal));
    }

    [Fact]
    public async Task TooManyPicturesPending_FurtherOnesGoToQuarantineAndNobodyWaits()
    {
        await using var ingest = new TestIngest();
        byte[] large = Pictures.Png(length: IngestPipeline.MaximumSnapshotBytes);
        for (int i = 0; i < 64; i++)
            Assert.False(ingest.Receive($"{TestCity.Camera}/snapshot/s-{i}", large).IsDurable);
        var origin = new TestOrigin();

        origin.Add(ingest.Receive(Topic, Pictures.Png()));

        Assert.True(ingest.WaitForRoomAsync().IsCompletedSuccessfully);
        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal(RecordKind.Reject, record.Header.Kind);
        Assert.Equal(1, ingest.Counters.Rejected(RejectReason.SnapshotNotKept));
        await Eventually.TrueAsync(() => origin.Acknowledged == 1);
    }

    [Fact]
    public async Task DiskThatGoesOnRefusing_PicturesGoToQuarantineAndAreAcknowledged()
    {
        await using var ingest = new TestIngest();
        Directory.Delete(ingest.SnapshotFolder.Path);
        byte[] picture = Pictures.Png();
        var origin = new TestOrigin();
        for (int i = 0; i < 3; i++)
            origin.Add(ingest.Receive($"{TestCity.Camera}/snapshot/s-{i}", picture));
        origin.Add(ingest.Receive(TestCity.Camera + "/event", """{"event":"intrusion","zone":"z1","confidence":0.9}"""));
        await ingest.Snapshots.StartAsync(default);

        await Eventually.TrueAsync(() =>
        {
            ingest.Time.Advance(TimeSpan.FromSeconds(1));
            return origin.Acknowledged == 4;
        });

        Assert.Equal(3, ingest.Counters.Rejected(RejectReason.SnapshotNotKept));
        Assert.Equal(3, (await ingest.Journal.ReadAsync()).Count(r => r.Header.Kind == RecordKind.Reject && r.Body.AsSpan().IndexOf(picture) > 0));
        Assert.Single(ingest.SnapshotLog.Lines);
        Assert.Contains(ingest.SnapshotFolder.Path, new SnapshotCheck(ingest.Snapshots, ingest.SnapshotFolder, ingest.Counters).Trouble(), StringComparison.Ordinal);

        Directory.CreateDirectory(ingest.SnapshotFolder.Path);
        origin.Add(ingest.Receive(Topic, picture));
        await Eventually.TrueAsync(() => origin.Acknowledged == 5);
        Assert.NotNull(ingest.Snapshots.Find("cam-1", "s-1"));
        Assert.Null(new SnapshotCheck(ingest.Snapshots, ingest.SnapshotFolder, ingest.Counters).Trouble());
    }

    [Theory]
    [InlineData("cam-1", "../../etc/passwd")]
    [InlineData("../cam", "x")]
    [InlineData("cam-1", "a/b\0c")]
    public void FileName_OfAnything_IsAHash(string device, string id) =>
        Assert.Matches("^[0-9a-f]{32}\\.png$", SnapshotKeeper.FileName(device, id, "png"));

    [Fact]
    public void FileName_OfDeviceAndId_DiffersForEach()
    {
        Assert.NotEqual(SnapshotKeeper.FileName("cam-1", "a", "jpg"), SnapshotKeeper.FileName("cam-2", "a", "jpg"));
        Assert.NotEqual(SnapshotKeeper.FileName("cam-1", "a", "jpg"), SnapshotKeeper.FileName("cam-1", "b", "jpg"));
    }
}
