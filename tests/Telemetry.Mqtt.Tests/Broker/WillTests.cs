using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class WillTests
{
    [Fact]
    public async Task Will_ConnectionLost_IsPublishedRetainedAndReceived()
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient watcher = await broker.ConnectAsync("watcher");
        await watcher.SubscribeAsync(new SubscriptionRequest("c/status", QualityOfService.AtMostOnce));
        using (await Connect(broker))
        {
        }

        Assert.Equal("offline", (await watcher.ReadPublishAsync()).Payload);
        Assert.Contains(("c/status", "offline", true, "c", true), receiver.Received);
        Assert.Equal(1, broker.Statistics.RetainedMessages);
    }

    [Theory]
    [InlineData(ReasonCode.Success, false)]
    [InlineData(ReasonCode.DisconnectWithWill, true)]
    [InlineData(ReasonCode.ImplementationSpecificError, true)] // [MQTT-3.14.4-3]
    public async Task Will_Disconnect_DependsOnTheReason(ReasonCode reason, bool isPublished)
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await Connect(broker);
        await client.SendAsync(o => new DisconnectPacket { ReasonCode = reason }.Write(o, MqttProtocolVersion.V500));
        await client.ExpectClosedAsync();
        client.Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is gone");
        Assert.Equal(isPublished ? 1 : 0, receiver.Received.Count);
    }

    [Fact]
    public async Task Will_ProtocolErrorAndTakeover_ArePublished()
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient wrong = await Connect(broker);
        await wrong.SendAsync(new byte[] { 0x00, 0x00 });
        Assert.Equal(ReasonCode.MalformedPacket, await wrong.ReadDisconnectAsync());
        await TestBroker.EventuallyAsync(() => receiver.Received.Count == 1, "the will of the one that erred");

        using RawClient old = await Connect(broker);
        using RawClient taker = await Connect(broker);
        await TestBroker.EventuallyAsync(() => receiver.Received.Count == 2, "the will of the one that was taken over");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Will_TakenOver_ComesBeforeWhatTheNewConnectionSays(bool isResumed)
    {
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient old = await Connect(broker, expiry: isResumed ? 100u : 0);
        using RawClient taker = await Connect(broker, expiry: isResumed ? 100u : 0);
        Assert.Equal("offline", Assert.Single(receiver.Received).Payload);
        await taker.PublishAsync("c/status", "online", qos: 1, packetId: 1, retain: true);
        await taker.ReadAckAsync();
        Assert.Equal(ReasonCode.SessionTakenOver, await old.ReadDisconnectAsync());
        old.Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 1, "the old one is gone");
        Assert.Equal(["offline", "online"], receiver.Received.Select(r => r.Payload));
    }

    [Fact]
    public async Task Will_BrokerStops_IsNotPublished()
    {
        var receiver = new RecordingReceiver();
        TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using RawClient client = await Connect(broker);
        await broker.DisposeAsync();
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task Will_WithDelay_WaitsForTheClientToComeBack()
    {
        var time = new ManualTimeProvider();
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver, time: time);
        using (await Connect(broker, delay: 30, expiry: 100))
        {
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away");
        time.Advance(TimeSpan.FromSeconds(20));
        using (await Connect(broker, delay: 30, expiry: 100))
        {
            time.Advance(TimeSpan.FromSeconds(20));
            Assert.Empty(receiver.Received);
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away again");
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Will_SessionEndsBeforeTheDelay_IsPublishedThen()
    {
        var time = new ManualTimeProvider();
        var receiver = new RecordingReceiver();
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver, time: time);
        using (await Connect(broker, delay: 1_000, expiry: 5))
        {
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away");
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.Single(receiver.Received);
    }

    [Fact]
    public async Task Will_ReceiverRefuses_IsCounted()
    {
        var receiver = new RecordingReceiver { Judge = _ => ReasonCode.NotAuthorized };
        await using TestBroker broker = await TestBroker.StartAsync(receiver: receiver);
        using (await Connect(broker))
        {
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.Dropped(DropReason.WillRefused) == 1, "the will is refused");
        Assert.Equal(0, broker.Statistics.RetainedMessages);
    }

    [Fact]
    public void View_WillWithProperties_ShowsThem()
    {
        var will = new Will(
            new ClientIdentity("c", null, new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 1)),
            new WillMessage { Topic = "t", Payload = [], Properties = new PublishProperties { ResponseTopic = "answer" } });
        Assert.Equal("answer", PublishProperties.Parse(will.View.Properties).ResponseTopic);
    }

    private static async Task<RawClient> Connect(TestBroker broker, uint delay = 0, uint expiry = 0)
    {
        RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket
        {
            Version = MqttProtocolVersion.V500,
            ClientId = "c",
            SessionExpirySeconds = expiry,
            Will = new WillMessage { Topic = "c/status", Payload = "offline"u8.ToArray(), QualityOfService = QualityOfService.AtLeastOnce, Retain = true, DelaySeconds = delay },
        });
        return client;
    }
}
