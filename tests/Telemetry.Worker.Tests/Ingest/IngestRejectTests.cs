using System.Text;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

/// <summary>Every reason: the whole raw message becomes a reject record, is counted, and is acknowledged like any other.</summary>
public sealed class IngestRejectTests
{
    /// <summary>A topic below <c>city/town</c>, a payload, and why it is refused.</summary>
    public static TheoryData<string, string, RejectReason> Messages => new()
    {
        { "heating/hs-1/telemetry", "", RejectReason.EmptyPayload },
        { "heating/hs-1/telemetry", " \n", RejectReason.EmptyPayload },
        { "heating/hs-1/telemetry", "\uFEFF{\"flow\":1}", RejectReason.ByteOrderMark },
        { "heating/hs-1/telemetry", "{\"flow\":", RejectReason.MalformedJson },
        { "heating/hs-1/telemetry", "hello", RejectReason.MalformedJson },
        { "heating/hs-1/telemetry", "{\"mode\":\"\\ud800\"}", RejectReason.InvalidUtf8 },
        { "heating/hs-1/telemetry", "{\"flow\":1} x", RejectReason.TrailingBytes },
        { "heating/hs-1/telemetry", "{\"flow\":[[[[[[1]]]]]]}", RejectReason.TooDeep },
        { "heating/hs-1/telemetry", "17", RejectReason.NotAnObject },
        { "heating/hs-1/telemetry", "{\"flow\":1,\"flow\":2}", RejectReason.DuplicateKey },
        { "heating/hs-1/telemetry", "[{\"flow\":1}]", RejectReason.MissingTimestamp },
        { "heating/hs-1/telemetry", "{\"nothing\":1}", RejectReason.EmptyReading },
        { "water-safety/cam-1/event", "{\"zone\":\"z\"}", RejectReason.MissingEvent },
        { "water-safety/cam-1/event", "{\"event\":\"party\"}", RejectReason.UnknownEvent },
        { "heating/hs-1/status", "{\"online\":\"yes\"}", RejectReason.InvalidStatus },
        { "heating/hs-1/command/reply", "{\"id\":\"x\",\"state\":\"maybe\"}", RejectReason.InvalidReply },
        { "heating/hs-1/fnord", "{}", RejectReason.UnknownTopic },
        { "heating/hs-1/snapshot/..", "x", RejectReason.UnknownTopic },
        { "heating/hs-77/telemetry", "{\"flow\":1}", RejectReason.UnknownDevice },
        { "../village/heating/hs-1/telemetry", "{\"flow\":1}", RejectReason.WrongArea },
        { "water-safety/hs-1/telemetry", "{\"flow\":1}", RejectReason.WrongSystem },
        { "heating/hs-1/command", "{\"id\":\"x\"}", RejectReason.WrongDirection },
        { "../input", "{}", RejectReason.InvalidInput },
        { "heating/hs-1/telemetry", "oversize", RejectReason.Oversize },
        { "water-safety/cam-1/snapshot/s1", "oversize", RejectReason.Oversize },
        { "water-safety/cam-1/snapshot/s1", "GIF89a", RejectReason.InvalidSnapshot },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Receive_WhatCannotBeUnderstood_IsKeptWholeAndCounted(string below, string payload, RejectReason reason)
    {
        await using var ingest = new TestIngest(segmentBytes: 4 << 20);
        await ingest.Snapshots.StartAsync(default);
        string topic = below.StartsWith("../", StringComparison.Ordinal) ? "city/" + below[3..] : "city/town/" + below;
        byte[] raw = payload != "oversize" ? Encoding.UTF8.GetBytes(payload)
            : new byte[below.Contains("snapshot", StringComparison.Ordinal) ? IngestPipeline.MaximumSnapshotBytes + 1 : new PayloadOptions().MaximumBytes + 1];

        Receipt receipt = ingest.Receive(topic, raw);

        await Eventually.TrueAsync(() => receipt.IsDurable);
        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal(RecordKind.Reject, record.Header.Kind);
        Assert.Equal(reason, RejectBody.Read(record.Body, out ReadOnlySpan<byte> keptTopic, out ReadOnlySpan<byte> keptPayload, out _, out int length));
        Assert.Equal(topic, Encoding.UTF8.GetString(keptTopic));
        Assert.True(keptPayload.SequenceEqual(raw.AsSpan(0, reason == RejectReason.Oversize ? RejectBody.CutBytes : raw.Length)));
        Assert.Equal(raw.Length, length);
        Assert.Equal((1L, 1L), (ingest.Counters.Rejected(reason), ingest.Counters.RejectedTotal));
        Assert.Equal((1L, 0L), (ingest.Counters.ReceivedTotal, ingest.Counters.Records));
        Assert.Equal(Mqtt.ReasonCode.Success, receipt.Reason);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Receive_FloodOfWhatIsRefused_IsKeptUpToTheLimitAndCounted(string below, string payload, RejectReason reason)
    {
        await using var ingest = new TestIngest(segmentBytes: 4 << 20, options: new PayloadOptions { RejectsPerMinute = 1, UnknownPerMinute = 1 });
        await ingest.Snapshots.StartAsync(default);
        string topic = below.StartsWith("../", StringComparison.Ordinal) ? "city/" + below[3..] : "city/town/" + below;
        byte[] raw = payload != "oversize" ? Encoding.UTF8.GetBytes(payload) : new byte[IngestPipeline.MaximumSnapshotBytes + 1];

        Receipt receipt = default;
        for (int i = 0; i < 30; i++)
            receipt = ingest.Receive(topic, raw);

        await Eventually.TrueAsync(() => receipt.IsDurable);
        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.InRange(records.Sum(record => record.Body.Length), 10, 10 * (RejectBody.CutBytes + 100) + (reason == RejectReason.InvalidSnapshot ? 20 * 100 : 0));
        Assert.Equal(reason == RejectReason.InvalidSnapshot ? 30 : 10, records.Count);
        Assert.Equal((30L, 20L), (ingest.Counters.Rejected(reason), ingest.Counters.NotKept));
        if (reason != RejectReason.UnknownTopic && ingest.City.FindDevice(below.Split('/')[^2]) is { } device)
            Assert.Equal((30L, reason), (ingest.Watch.Of(device).Rejected, ingest.Watch.Of(device).LastReject));
        Assert.Equal(Readings.Health.Admission.Taken, ingest.Watch.Admit(ingest.City.FindDevice("hs-1")!, Channel.Telemetry, ingest.NowMs));
    }

    [Fact]
    public async Task Receive_OversizeBeyondWhatTheDeviceMaySend_IsAFlood()
    {
        await using var ingest = new TestIngest(segmentBytes: 4 << 20, options: new PayloadOptions { MessagesPerSecond = 1, MessageBurst = 2 });

        for (int i = 0; i < 10; i++)
            ingest.Receive(TestCity.Station + "/telemetry", new byte[new PayloadOptions().MaximumBytes + 1]);

        Assert.Equal((2L, 8L), (ingest.Counters.Rejected(RejectReason.Oversize), ingest.Counters.Rejected(RejectReason.Flood)));
    }

    [Fact]
    public async Task Receive_PictureThatIsNone_IsCreditedToItsCameraWithItsContentType()
    {
        await using var ingest = new TestIngest();
        await ingest.Snapshots.StartAsync(default);

        Receipt receipt = ingest.Receive(TestCity.Camera + "/snapshot/s1", "GIF89a", contentType: "image/gif");

        await Eventually.TrueAsync(() => receipt.IsDurable);
        RejectBody.Read(Assert.Single(await ingest.Journal.ReadAsync()).Body, out _, out _, out ReadOnlySpan<byte> type);
        Assert.Equal("image/gif", Encoding.UTF8.GetString(type));
        Assert.Equal((1L, RejectReason.InvalidSnapshot), (ingest.Watch.Of(ingest.City.FindDevice("cam-1")!).Rejected, ingest.Watch.Of(ingest.City.FindDevice("cam-1")!).LastReject));
    }

    /// <summary>A content type, a payload, and why it is refused.</summary>
    public static TheoryData<string, string, RejectReason> TypedMessages => new()
    {
        { "text/plain", "{\"flow\":1}", RejectReason.UnsupportedContent },
        { "application/senml+json", "{\"n\":\"flow\",\"v\":1}", RejectReason.InvalidSenml },
        { "application/senml+json", "[{\"bver\":11,\"n\":\"flow\",\"v\":1}]", RejectReason.UnsupportedVersion },
        { "application/senml+json", "[{\"n\":\"flow\",\"v\":1,\"key_\":1}]", RejectReason.MustUnderstand },
    };

    [Theory]
    [MemberData(nameof(TypedMessages))]
    public async Task Receive_OfAContentType_IsKeptWithIt(string contentType, string payload, RejectReason reason)
    {
        await using var ingest = new TestIngest();

        ingest.Receive(TestCity.Station + "/telemetry", payload, contentType: contentType);

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal(reason, RejectBody.Read(record.Body, out ReadOnlySpan<byte> keptTopic, out ReadOnlySpan<byte> keptPayload, out ReadOnlySpan<byte> keptType));
        Assert.Equal((TestCity.Station + "/telemetry", payload, contentType), (Encoding.UTF8.GetString(keptTopic), Encoding.UTF8.GetString(keptPayload), Encoding.UTF8.GetString(keptType)));
        Assert.Equal(1, ingest.Counters.Rejected(reason));
    }

    [Fact]
    public async Task Receive_UnknownContentTypeOften_IsToldOncePerDevice()
    {
        await using var ingest = new TestIngest();

        for (int i = 0; i < 3; i++)
            ingest.Receive(TestCity.Station + "/telemetry", "{\"flow\":1}", contentType: "application/x-vendor");

        Assert.Contains("hs-1 sends the content type 'application/x-vendor', which no codec reads", Assert.Single(ingest.Logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void RejectBody_LongContentType_IsCut()
    {
        byte[] type = Encoding.UTF8.GetBytes(new string('x', 300));

        byte[] body = RejectBody.Of(RejectReason.UnsupportedContent, "t"u8, "p"u8, type);

        Assert.Equal(RejectReason.UnsupportedContent, RejectBody.Read(body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> kept));
        Assert.Equal((1, 1, 255), (topic.Length, payload.Length, kept.Length));
    }

    [Fact]
    public void Messages_CoverEveryReasonThatTheWorkerGives()
    {
        // A sender without the right is refused by the broker; a flood and a picture without room have tests of their own.
        RejectReason[] elsewhere = [RejectReason.None, RejectReason.NotAuthorized, RejectReason.SnapshotNotKept, RejectReason.Flood];

        Assert.Equal(
            Enum.GetValues<RejectReason>().Except(elsewhere).Order(),
            Messages.Select(row => row.Data.Item3).Concat(TypedMessages.Select(row => row.Data.Item3)).Distinct().Order());
    }

    [Fact]
    public async Task LargestPayloads_AreTaken()
    {
        await using var ingest = new TestIngest(segmentBytes: 4 << 20);
        string padding = new(' ', new PayloadOptions().MaximumBytes - """{"flow":1}""".Length);

        ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1}""" + padding);

        Assert.Equal(RecordKind.Reading, Assert.Single(await ingest.Journal.ReadAsync()).Header.Kind);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 5 })]
    [InlineData(new byte[] { 1, 5, 0, 1, 2 })]
    [InlineData(new byte[] { 129, 0, 0 })]
    [InlineData(new byte[] { 129, 0, 0, 2, 65 })]
    [InlineData(new byte[] { 65, 0, 0, 2, 0, 0 })]
    public void RejectBody_ShorterThanItSays_Throws(byte[] body) =>
        Assert.Throws<InvalidDataException>(() => { RejectBody.Read(body, out _, out _); });
}
