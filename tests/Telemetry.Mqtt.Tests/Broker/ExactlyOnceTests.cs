using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>QoS 2 over lost connections and crashes (MQTT 5.0, sections 4.3.3, 4.4 and 4.9).</summary>
public class ExactlyOnceTests
{
    [Fact]
    public async Task Pubcomp_StoreHasNotCommitted_Waits()
    {
        var log = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(store: new ListStore(log));
        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.PingAsync(); // received, and no PUBREC
        log.CommitAll();
        Assert.Equal(PacketType.Pubrec, (await client.ReadAckAsync()).Type);
        await client.AckAsync(PacketType.Pubrel, 1);
        await client.PingAsync();
        log.CommitAll();
        Assert.Equal(PacketType.Pubcomp, (await client.ReadAckAsync()).Type);
    }

    [Fact]
    public async Task Pubrec_RepetitionBeforeTheReceiverCommitted_Waits()
    {
        var log = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: new RecordingReceiver(log));
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100))
        {
            await client.PublishAsync("t", "x", qos: 2, packetId: 1);
            await client.PingAsync();
        }

        using RawClient back = await broker.ConnectAsync("c", clean: false, expiry: 100);
        await back.PublishAsync("t", "x", qos: 2, packetId: 1, duplicate: true);
        await back.PingAsync(); // and no PUBREC
        log.CommitAll();
        Assert.Equal((PacketType.Pubrec, 1), await Read(back));
        Assert.Equal(1, log.NextPosition);
    }

    [Fact]
    public async Task Crash_StoreCommittedAndReceiverHasNot_ResentIsTaken()
    {
        var log = new ManualLog();
        var store = new ListStore();
        await using TestBroker before = await TestBroker.StartAsync(store: store, receiver: new RecordingReceiver(log));
        using RawClient client = await before.ConnectAsync("c", clean: false, expiry: 100);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.PingAsync();
        ListStore crashed = store.Copy(); // the receiver's record is lost
        var receiver = new RecordingReceiver();
        await using TestBroker after = await TestBroker.StartAsync(store: crashed, receiver: receiver);
        using RawClient back = await after.ConnectAsync("c", clean: false, expiry: 100);
        await back.PublishAsync("t", "x", qos: 2, packetId: 1, duplicate: true);
        Assert.Equal((PacketType.Pubrec, 1), await Read(back));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Pubrec_ReceiverThenStoreCommit_OneCommitOfEachServesAll()
    {
        var received = new ManualLog();
        var stored = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(store: new ListStore(stored), receiver: new RecordingReceiver(received));
        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100);
        long before = stored.NextPosition;
        for (ushort i = 1; i <= 3; i++)
            await client.PublishAsync("t", "x", qos: 2, packetId: i);
        await client.PingAsync();
        Assert.Equal(before, stored.NextPosition);
        received.CommitAll();
        Assert.Equal(before + 3, stored.NextPosition);
        await client.PingAsync(); // and no PUBREC
        stored.CommitAll();
        for (ushort i = 1; i <= 3; i++)
            Assert.Equal((PacketType.Pubrec, i), await Read(client));
    }

    [Fact]
    public async Task Pubrel_BeforePubrec_LeavesNothingInTheStore()
    {
        var received = new ManualLog();
        var store = new ListStore();
        await using TestBroker broker = await TestBroker.StartAsync(store: store, receiver: new RecordingReceiver(received));
        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100);
        int before = store.Count;
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.AckAsync(PacketType.Pubrel, 1);
        await client.PublishAsync("t", "y", qos: 2, packetId: 1);
        await client.PingAsync();
        received.Commit(0);
        Assert.Equal(PacketType.Pubrec, (await client.ReadAckAsync()).Type);
        Assert.Equal(PacketType.Pubcomp, (await client.ReadAckAsync()).Type);
        Assert.Equal(before, store.Count);
        received.CommitAll();
        Assert.Equal((PacketType.Pubrec, 1), await Read(client));
        Assert.Equal(before + 1, store.Count);
    }

    [Fact]
    public async Task Pubrec_StoreFailsWithinTheReceiversCommit_ClosesOnlyTheConnection()
    {
        var received = new ManualLog();
        var store = new ListStore();
        await using TestBroker broker = await TestBroker.StartAsync(store: store, receiver: new RecordingReceiver(received));
        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100);
        await client.PublishAsync("t", "x", qos: 2, packetId: 1);
        await client.PingAsync();
        store.Fails = true;
        received.CommitAll();
        Assert.Equal(ReasonCode.UnspecifiedError, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Pubrel_StoreHasNotCommitted_Waits()
    {
        var log = new ManualLog();
        await using TestBroker broker = await TestBroker.StartAsync(store: new ListStore(log));
        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100);
        await client.SendSubscribeAsync(null, new SubscriptionRequest("t", QualityOfService.ExactlyOnce));
        await client.PingAsync();
        log.CommitAll();
        await client.ReadAsync();
        _ = broker.Broker.PublishAsync("t", "x"u8.ToArray(), QualityOfService.ExactlyOnce, false, CancellationToken.None).AsTask();
        ReceivedMessage message = await client.ReadPublishAsync();
        log.CommitAll();
        await client.AckAsync(PacketType.Pubrec, message.PacketId);
        await client.PingAsync();
        log.CommitAll();
        Assert.Equal(PacketType.Pubrel, (await client.ReadAckAsync()).Type);
    }

    [Fact]
    public async Task Restart_ClientMayHoldIdsTheStoreNeverSaw_TheyAreNotUsedAgain()
    {
        var store = new ListStore();
        await using TestBroker before = await TestBroker.StartAsync(store: store);
        using RawClient client = await before.ConnectAsync("c", clean: false, expiry: 100);
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.ExactlyOnce));
        ListStore lost = store.Copy();
        await before.Broker.PublishAsync("t", "lost"u8.ToArray(), QualityOfService.ExactlyOnce, false, CancellationToken.None);
        ReceivedMessage unknown = await client.ReadPublishAsync();

        await using TestBroker after = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumInflight = 10 }, store: lost);
        using RawClient back = await after.ConnectAsync("c", clean: false, expiry: 100);
        await after.Broker.PublishAsync("t", "next"u8.ToArray(), QualityOfService.ExactlyOnce, false, CancellationToken.None);
        ReceivedMessage next = await back.ReadPublishAsync();
        Assert.True(next.PacketId > unknown.PacketId, $"{next.PacketId} was {unknown.PacketId} before");
    }

    [Fact]
    public async Task ReceiveMaximum_ResentAfterReconnect_CountsOnlyThisConnection()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 2 });
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100))
        {
            for (ushort i = 1; i <= 2; i++)
            {
                await client.PublishAsync("t", "x", qos: 2, packetId: i);
                await client.ReadAckAsync();
            }
        }

        using RawClient back = await broker.ConnectAsync("c", clean: false, expiry: 100);
        for (ushort i = 1; i <= 2; i++)
        {
            await back.PublishAsync("t", "x", qos: 2, packetId: i, duplicate: true);
            Assert.Equal((PacketType.Pubrec, i), await Read(back));
        }

        await back.PublishAsync("t", "x", qos: 2, packetId: 3);
        Assert.Equal(ReasonCode.ReceiveMaximumExceeded, await back.ReadDisconnectAsync());
    }

    [Fact]
    public async Task ReceiveMaximum_RefusedOrCompleted_MakesRoom()
    {
        var receiver = new RecordingReceiver { Judge = topic => topic == "bad" ? ReasonCode.QuotaExceeded : ReasonCode.Success };
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { ReceiveMaximum = 1 }, receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c");
        foreach (string topic in new[] { "bad", "$SYS/x" })
        {
            await client.PublishAsync(topic, "x", qos: 2, packetId: 1);
            Assert.True((await client.ReadAckAsync()).ReasonCode >= ReasonCode.UnspecifiedError);
        }

        for (ushort i = 1; i <= 3; i++)
        {
            await client.PublishAsync("good", "x", qos: 2, packetId: i);
            Assert.Equal((PacketType.Pubrec, i), await Read(client));
            await client.AckAsync(PacketType.Pubrel, i);
            Assert.Equal((PacketType.Pubcomp, i), await Read(client));
        }
    }

    [Fact]
    public async Task SameIdForEver_NeverReleased_IsHandedOnOnce()
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await broker.ConnectAsync("c");
        for (int i = 0; i < 1_000; i++)
        {
            await client.PublishAsync("t", "x", qos: 2, packetId: 7, duplicate: i > 0);
            Assert.Equal((PacketType.Pubrec, 7), await Read(client));
        }

        Assert.Single(receiver.Received);
    }

    [Theory]
    [InlineData(PacketType.Puback)]
    [InlineData(PacketType.Pubcomp)]
    public async Task Acknowledge_WrongStep_IsAProtocolError(PacketType type)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.ExactlyOnce));
        await broker.Broker.PublishAsync("t", "x"u8.ToArray(), QualityOfService.ExactlyOnce, false, CancellationToken.None);
        await client.AckAsync(type, (await client.ReadPublishAsync()).PacketId);
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Pubrec_WithAnError_EndsTheExchange()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = true, ReceiveMaximum = 1 });
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.ExactlyOnce));
        foreach (string payload in new[] { "1", "2" })
            await broker.Broker.PublishAsync("t", System.Text.Encoding.UTF8.GetBytes(payload), QualityOfService.ExactlyOnce, false, CancellationToken.None);
        await client.AckAsync(PacketType.Pubrec, (await client.ReadPublishAsync()).PacketId, ReasonCode.QuotaExceeded);
        Assert.Equal("2", (await client.ReadPublishAsync()).Payload);
        await client.PingAsync();
    }

    private static async Task<(PacketType Type, ushort PacketId)> Read(RawClient client)
    {
        AckPacket ack = await client.ReadAckAsync();
        Assert.Equal(ReasonCode.Success, ack.ReasonCode);
        return (ack.Type, ack.PacketId);
    }
}
