using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class SessionTests
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Session_ClientAway_KeepsWhatIsForIt(MqttProtocolVersion version)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using (RawClient client = await Connect(broker, version))
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient other = await broker.ConnectAsync("other");
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 1, "the client is away");
        await other.PublishAsync("t", "qos 0");
        for (ushort i = 1; i <= 3; i++)
        {
            await other.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            await other.ReadAckAsync();
        }

        Assert.Equal(1, broker.Statistics.Dropped(DropReason.Offline));
        Assert.True(broker.Statistics.QueuedBytes > 0);
        using RawClient back = await Connect(broker, version, isResumed: true);
        for (int i = 1; i <= 3; i++)
        {
            ReceivedMessage message = await back.ReadPublishAsync();
            Assert.Equal(($"{i}", false), (message.Payload, message.Duplicate));
            await back.AckAsync(PacketType.Puback, message.PacketId);
        }

        await back.PingAsync();
        Assert.Equal(0, broker.Statistics.QueuedBytes);
    }

    [Fact]
    public async Task Session_UnacknowledgedInFlight_ComesAgainInOrderAsDuplicate()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        var ids = new List<ushort>();
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100))
        {
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
            for (ushort i = 1; i <= 4; i++)
            {
                await client.PublishAsync("t", $"{i}", qos: 1, packetId: i);
                for (int packet = 0; packet < 2; packet++)
                {
                    (byte header, byte[] body) = await client.ReadAsync();
                    if (header >> 4 == (int)PacketType.Publish)
                        ids.Add(ReceivedMessage.Parse(new Frame(header, body), client.Context).PacketId);
                }
            }

            await client.AckAsync(PacketType.Puback, ids[1]);
            await client.PingAsync();
        }

        using RawClient back = await broker.OpenAsync();
        ConnackPacket connack = await back.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", SessionExpirySeconds = 100, ReceiveMaximum = 2 });
        Assert.True(connack.SessionPresent);
        await Expect(back, "1", ids[0], isDuplicate: true);
        await Expect(back, "3", ids[2], isDuplicate: true);
        await back.PingAsync(); // the client's receive maximum holds for redelivery too
        await back.AckAsync(PacketType.Puback, ids[0]);
        await Expect(back, "4", ids[3], isDuplicate: true);
    }

    [Fact]
    public async Task Session_Takeover_DisconnectsTheOldOneAndGoesOn()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient first = await broker.ConnectAsync("c", clean: false, expiry: 100);
        await first.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        await first.PublishAsync("t", "x", qos: 1, packetId: 1);
        ReceivedMessage message = await first.ReadPublishAsync();
        await first.ReadAckAsync();

        using RawClient second = await broker.OpenAsync();
        Assert.True((await second.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", SessionExpirySeconds = 100 })).SessionPresent);
        Assert.Equal(ReasonCode.SessionTakenOver, await first.ReadDisconnectAsync());
        await Expect(second, "x", message.PacketId, isDuplicate: true);
        await second.AckAsync(PacketType.Puback, message.PacketId);
        await second.PingAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connection, ReasonCode.SessionTakenOver));
    }

    [Fact]
    public async Task Session_FlappingBetweenTwoOwners_EndsWithOneConnection()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        var clients = new List<RawClient>();
        await Parallel.ForAsync(0, 40, async (i, _) =>
        {
            RawClient client = await broker.OpenAsync();
            lock (clients)
                clients.Add(client);
            await client.SendAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = i % 3 == 0, SessionExpirySeconds = 100 }.Write);
        });
        // Those that were taken over are let linger until their peer closes too.
        await TestBroker.EventuallyAsync(() => broker.Statistics.Refused(RefusalStage.Connection, ReasonCode.SessionTakenOver) == 39, "all but one are told");
        Assert.Equal(1, broker.Statistics.Sessions);
        clients.ForEach(c => c.Dispose());
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "all are gone");
    }

    [Fact]
    public async Task Session_CleanStart_BeginsAnew()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100))
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient back = await broker.OpenAsync();
        ConnackPacket connack = await back.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = true });
        Assert.False(connack.SessionPresent);
        await back.PublishAsync("t", "x");
        await back.PingAsync();
    }

    [Fact]
    public async Task Session_WithoutExpiry_EndsWithItsConnectionEvenWhenTakenOver()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient first = await broker.ConnectAsync("c", clean: false, expiry: 0);
        await first.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient second = await broker.OpenAsync();
        Assert.False((await second.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", SessionExpirySeconds = 10 })).SessionPresent);
        await second.PublishAsync("t", "x");
        await second.PingAsync();
    }

    [Fact]
    public async Task Session_Expired_IsGone()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(time: time);
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 60))
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away");
        time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(1, broker.Statistics.Sessions);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(0, broker.Statistics.Sessions);
        Assert.Equal(0, broker.Statistics.Subscriptions);
    }

    [Fact]
    public async Task Disconnect_WithSessionExpiry_ChangesIt()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 60);
        await client.SendAsync(o => new DisconnectPacket { SessionExpirySeconds = 0 }.Write(o, MqttProtocolVersion.V500));
        await client.ExpectClosedAsync();
        await TestBroker.EventuallyAsync(() => broker.Statistics.Sessions == 0, "the session is gone");

        using RawClient wrong = await broker.ConnectAsync("d");
        await wrong.SendAsync(o => new DisconnectPacket { SessionExpirySeconds = 60 }.Write(o, MqttProtocolVersion.V500));
        Assert.Equal(ReasonCode.ProtocolError, await wrong.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Session_QueueFull_DropsTheNewestAndCounts()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumQueuedMessages = 2 });
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 60))
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient other = await broker.ConnectAsync("other");
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 1, "the client is away");
        for (ushort i = 1; i <= 5; i++)
        {
            await other.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            await other.ReadAckAsync();
        }

        Assert.Equal(3, broker.Statistics.Dropped(DropReason.QueueFull));
        using RawClient back = await broker.ConnectAsync("c", clean: false, expiry: 60);
        Assert.Equal("1", (await back.ReadPublishAsync()).Payload);
        Assert.Equal("2", (await back.ReadPublishAsync()).Payload);
        await back.PingAsync();
    }

    [Fact]
    public async Task Session_MessageExpired_IsNotSentAndTheRestIsTold()
    {
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(time: time);
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 600))
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient other = await broker.ConnectAsync("other");
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 1, "the client is away");
        await other.PublishAsync("t", "short", qos: 1, packetId: 1, properties: new PublishProperties { MessageExpirySeconds = 10 }.Encode());
        await other.PublishAsync("t", "long", qos: 1, packetId: 2, properties: new PublishProperties { MessageExpirySeconds = 100 }.Encode());
        await other.ReadAckAsync();
        await other.ReadAckAsync();
        time.Advance(TimeSpan.FromSeconds(30));
        using RawClient back = await broker.ConnectAsync("c", clean: false, expiry: 600);
        ReceivedMessage message = await back.ReadPublishAsync();
        Assert.Equal(("long", 70u), (message.Payload, message.Properties.MessageExpirySeconds!.Value));
        Assert.Equal(1, broker.Statistics.Dropped(DropReason.Expired));
    }

    [Fact]
    public async Task Session_LargerThanTheClientTakes_IsDroppedAndTheNextComes()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = true, MaximumPacketSize = 100 });
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient other = await broker.ConnectAsync("other");
        await other.PublishAsync("t", new string('x', 200), qos: 1, packetId: 1);
        await other.PublishAsync("t", "small", qos: 1, packetId: 2);
        await other.PublishAsync("t", new string('x', 200));
        Assert.Equal("small", (await client.ReadPublishAsync()).Payload);
        await other.ReadAckAsync();
        await other.ReadAckAsync();
        await other.PingAsync();
        Assert.Equal(2, broker.Statistics.Dropped(DropReason.PacketTooLarge));
    }

    private static async Task<RawClient> Connect(TestBroker broker, MqttProtocolVersion version, bool isResumed = false)
    {
        RawClient client = await broker.OpenAsync();
        ConnackPacket connack = await client.ConnectAsync(new ConnectPacket
        {
            Version = version,
            ClientId = "c",
            SessionExpirySeconds = version == MqttProtocolVersion.V500 ? 100 : null,
        });
        Assert.Equal(isResumed, connack.SessionPresent);
        return client;
    }

    private static async Task Expect(RawClient client, string payload, ushort packetId, bool isDuplicate)
    {
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal((payload, packetId, isDuplicate), (message.Payload, message.PacketId, message.Duplicate));
    }
}
