using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

public class PublishTests
{
    [Fact]
    public async Task Publish_ReceiptNotDurable_IsAcknowledgedAfterTheCommitAndInOrder()
    {
        var log = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: new RecordingReceiver(log));
        using RawClient client = await broker.ConnectAsync("c");
        for (ushort i = 1; i <= 5; i++)
            await client.PublishAsync("t", "x", qos: 1, packetId: (ushort)(i * 10));
        await client.PingAsync(); // handled, and not acknowledged
        Assert.Equal(5, log.NextPosition);
        Assert.Equal(1, log.Waiting);

        log.Commit(2);
        Assert.Equal([10, 20, 30], await ReadAcks(client, 3));
        await client.PingAsync();
        log.Commit(4);
        Assert.Equal([40, 50], await ReadAcks(client, 2));
        Assert.Equal(0, log.Waiting);
    }

    [Fact]
    public async Task Publish_TwoLogs_WaitsForBothWhicheverCommitsFirst()
    {
        var journal = new ManualLog();
        var sessions = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: new RecordingReceiver(journal), store: new ListStore(sessions));
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "retained", qos: 1, packetId: 1, retain: true);
        await client.PublishAsync("t", "plain", qos: 1, packetId: 2);
        await client.PublishAsync("t", "retained", qos: 1, packetId: 3, retain: true);
        await client.PingAsync();
        sessions.CommitAll();
        await client.PingAsync();
        journal.Commit(0);
        Assert.Equal([1], await ReadAcks(client, 1));
        await client.PublishAsync("t", "retained", qos: 1, packetId: 4, retain: true);
        await client.PingAsync();
        journal.CommitAll();
        Assert.Equal([2, 3], await ReadAcks(client, 2));
        await client.PingAsync();
        sessions.CommitAll();
        Assert.Equal([4], await ReadAcks(client, 1));
    }

    [Fact]
    public async Task Publish_CommitsBesideThousandsOfMessages_AcknowledgesEachOnceAndInOrder()
    {
        const int Count = 20_000;
        var log = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 65_535 }, receiver: new RecordingReceiver(log));
        using RawClient client = await broker.ConnectAsync("c");
        using var done = new CancellationTokenSource();
        Task committing = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
                log.CommitAll();
        });
        var packets = new System.Buffers.ArrayBufferWriter<byte>();
        for (int i = 0; i < Count; i++)
            new PublishPacket { Topic = "city/a"u8, Payload = "x"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = (ushort)(i + 1) }.Write(packets, MqttProtocolVersion.V500);
        Task sending = client.SendAsync(packets.WrittenMemory);
        Assert.Equal(Enumerable.Range(1, Count).Select(i => (ushort)i), await ReadAcks(client, Count));
        await sending;
        await done.CancelAsync();
        await committing;
        log.CommitAll();
        Assert.Equal(0, log.Waiting);
        Assert.Equal(Count, broker.Statistics.MessagesReceived);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311, ReasonCode.Success)]
    [InlineData(MqttProtocolVersion.V500, ReasonCode.QuotaExceeded)]
    public async Task Publish_ReceiverRefuses_SaysSoAndDoesNotRoute(MqttProtocolVersion version, ReasonCode expected)
    {
        var receiver = new RecordingReceiver { Judge = topic => topic == "bad" ? ReasonCode.QuotaExceeded : ReasonCode.Success };
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c", version: version);
        await client.SubscribeAsync(new SubscriptionRequest("#", QualityOfService.AtMostOnce));
        await client.PublishAsync("bad", "x", qos: 1, packetId: 1, retain: true);
        Assert.Equal(expected, (await client.ReadAckAsync()).ReasonCode);
        await client.PingAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Publish, ReasonCode.QuotaExceeded));
        Assert.Equal(0, broker.Statistics.RetainedMessages);
    }

    [Theory]
    [InlineData("other/telemetry", ReasonCode.NotAuthorized)]
    [InlineData("$SYS/load", ReasonCode.TopicNameInvalid)]
    public async Task Publish_NotAllowed_IsRefusedAndTheConnectionGoesOn(string topic, ReasonCode expected)
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(access: new ScriptedAccess { OwnTopicsOnly = true }, receiver: receiver);
        using RawClient five = await broker.ConnectAsync("c");
        await five.PublishAsync(topic, "x", qos: 1, packetId: 1);
        Assert.Equal(expected, (await five.ReadAckAsync()).ReasonCode);
        await five.PublishAsync(topic, "x");
        await five.PublishAsync("c/telemetry", "x", qos: 1, packetId: 2);
        Assert.Equal(ReasonCode.Success, (await five.ReadAckAsync()).ReasonCode);

        using RawClient three = await broker.ConnectAsync("d", version: MqttProtocolVersion.V311);
        await three.PublishAsync(topic, "x", qos: 1, packetId: 1);
        Assert.Equal(1, (await three.ReadAckAsync()).PacketId);
        Assert.Equal(3, broker.Statistics.Refused(RefusalStage.Publish, expected));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Publish_TooManyLevels_IsRefused()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest(string.Join('/', Enumerable.Repeat("+", 100)), QualityOfService.AtMostOnce));
        await client.PublishAsync(string.Join('/', Enumerable.Repeat("x", 100)), "hundred");
        Assert.Equal("hundred", (await client.ReadPublishAsync()).Payload);
        await client.PublishAsync(string.Join('/', Enumerable.Repeat("x", 10_000)), "x", qos: 1, packetId: 1);
        Assert.Equal(ReasonCode.TopicNameInvalid, (await client.ReadAckAsync()).ReasonCode);
    }

    [Fact]
    public async Task Publish_ExactlyOnce_IsHandedOnOnceUntilReleased()
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 2, packetId: 9);
        AckPacket received = await client.ReadAckAsync();
        Assert.Equal((PacketType.Pubrec, 9), (received.Type, received.PacketId));
        await client.PublishAsync("t", "x", qos: 2, packetId: 9, duplicate: true);
        Assert.Equal(PacketType.Pubrec, (await client.ReadAckAsync()).Type);
        Assert.Single(receiver.Received);

        await client.AckAsync(PacketType.Pubrel, 9);
        AckPacket completed = await client.ReadAckAsync();
        Assert.Equal((PacketType.Pubcomp, ReasonCode.Success), (completed.Type, completed.ReasonCode));
        await client.AckAsync(PacketType.Pubrel, 9);
        Assert.Equal(ReasonCode.PacketIdentifierNotFound, (await client.ReadAckAsync()).ReasonCode);
        await client.PublishAsync("t", "y", qos: 2, packetId: 9);
        await client.ReadAckAsync();
        Assert.Equal(2, receiver.Received.Count);
    }

    [Fact]
    public async Task Publish_ExactlyOnceNeverReleased_ReachesTheReceiveMaximum()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 3 });
        using RawClient client = await broker.ConnectAsync("c");
        for (ushort i = 1; i <= 4; i++)
            await client.PublishAsync("t", "x", qos: 2, packetId: i);
        await ReadAcks(client, 3);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, await client.ReadDisconnectAsync());
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connection, ReasonCode.ReceiveMaximumExceeded));
    }

    [Fact]
    public async Task Publish_Version311BeyondReceiveMaximum_IsNotReadUntilAcknowledged()
    {
        var log = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 2 }, receiver: new RecordingReceiver(log));
        using RawClient client = await broker.ConnectAsync("c", version: MqttProtocolVersion.V311);
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.PublishAsync("t", "x", qos: 1, packetId: 2);
        await TestBroker.EventuallyAsync(() => log.NextPosition == 2, "both are received");
        Task<IReadOnlyList<ushort>> acks = ReadAcks(client, 3);
        await client.PublishAsync("t", "x", qos: 1, packetId: 3);
        log.CommitAll();
        await TestBroker.EventuallyAsync(() => log.NextPosition == 3, "the third is received");
        log.CommitAll();
        Assert.Equal([1, 2, 3], await acks);
    }

    [Fact]
    public async Task Publish_ReceiverHasNoRoom_WaitsBeforeTheNextRead()
    {
        var room = new TaskCompletionSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var receiver = new RecordingReceiver
        {
            Room = _ =>
            {
                asked.TrySetResult();
                return ValueTask.CompletedTask;
            },
        };
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c");
        // The broker asks after CONNACK; only the read after the first message is to wait.
        await asked.Task;
        receiver.Room = _ => new ValueTask(room.Task);
        await client.PublishAsync("t", "1", qos: 1, packetId: 1);
        await client.ReadAckAsync();
        await client.PublishAsync("t", "2", qos: 1, packetId: 2);
        receiver.Room = _ => ValueTask.CompletedTask;
        room.SetResult();
        Assert.Equal(2, (await client.ReadAckAsync()).PacketId);
    }

    [Fact]
    public async Task Publish_TopicAlias_StandsForTheTopic()
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("#", QualityOfService.AtMostOnce));
        byte[] alias = [(byte)PropertyId.TopicAlias, 0, 3];
        await client.PublishAsync("city/a", "1", properties: alias);
        await client.PublishAsync("", "2", properties: alias);
        await client.PublishAsync("city/b", "3", properties: alias);
        await client.PublishAsync("", "4", properties: alias);
        foreach ((string topic, string payload) in new[] { ("city/a", "1"), ("city/a", "2"), ("city/b", "3"), ("city/b", "4") })
        {
            ReceivedMessage message = await client.ReadPublishAsync();
            Assert.Equal((topic, payload), (message.Topic, message.Payload));
            Assert.Empty(message.PropertyBlock);
        }

        await client.PublishAsync("", "x", properties: [(byte)PropertyId.TopicAlias, 0, 4]);
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Publish_TopicAliasAboveMaximum_Disconnects()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { TopicAliasMaximum = 2 });
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", properties: [(byte)PropertyId.TopicAlias, 0, 3]);
        Assert.Equal(ReasonCode.TopicAliasInvalid, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Publish_Properties_GoToTheSubscriberUnchanged()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        byte[] properties = new PublishProperties
        {
            ContentType = "application/senml+json",
            ResponseTopic = "answer",
            CorrelationData = [1, 2],
            UserProperties = [new UserProperty("a", "1"), new UserProperty("a", "2")],
        }.Encode();
        await client.PublishAsync("t", "x", properties: properties);
        Assert.Equal(properties, (await client.ReadPublishAsync()).PropertyBlock);
    }

    [Fact]
    public async Task PublishAsync_OfTheServer_WaitsForTheSessionsStore()
    {
        var log = new ManualLog();
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(store: new ListStore(log), receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c", expiry: 100);
        Task<SubackPacket> subscribing = client.SubscribeAsync(new SubscriptionRequest("c/command", QualityOfService.AtLeastOnce));
        await TestBroker.EventuallyAsync(() => log.Waiting == 1, "SUBACK waits for the store");
        log.CommitAll();
        await subscribing;

        Task publishing = broker.Broker.PublishAsync("c/command", "go"u8.ToArray(), QualityOfService.AtLeastOnce, retain: false, CancellationToken.None).AsTask();
        Assert.Equal("go", (await client.ReadPublishAsync()).Payload);
        Assert.False(publishing.IsCompleted);
        log.CommitAll();
        await publishing;
        Assert.Empty(receiver.Received);
        await broker.Broker.PublishAsync("nobody", default, QualityOfService.AtLeastOnce, false, CancellationToken.None);
        await Assert.ThrowsAsync<ArgumentException>(async () => await broker.Broker.PublishAsync("a/#", default, QualityOfService.AtMostOnce, false, CancellationToken.None));
    }

    [Fact]
    public async Task Publish_NobodySubscribed_CostsNoStoreOperation()
    {
        var store = new ListStore();
        await using TestBroker broker = await TestBroker.StartAsync(store: store);
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", qos: 1, packetId: 1);
        await client.ReadAckAsync();
        Assert.Equal(0, store.Count);
    }

    private static async Task<IReadOnlyList<ushort>> ReadAcks(RawClient client, int count)
    {
        var ids = new List<ushort>();
        for (int i = 0; i < count; i++)
            ids.Add((await client.ReadAckAsync()).PacketId);
        return ids;
    }
}
