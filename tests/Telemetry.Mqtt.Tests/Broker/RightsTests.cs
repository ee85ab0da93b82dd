using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>What was kept for a client that has lost its right to it meanwhile.</summary>
public class RightsTests
{
    [Fact]
    public async Task Resume_RightWithdrawn_DropsSubscriptionsAndWhatWaits()
    {
        var access = new ChangingAccess();
        var store = new ListStore();
        await using TestBroker broker = await TestBroker.StartAsync(access: access, store: store);
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100))
        {
            await client.SubscribeAsync(
                new("a", QualityOfService.AtLeastOnce), new("b", QualityOfService.AtLeastOnce), new("$share/g/a/b", QualityOfService.AtLeastOnce));
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away");
        foreach (string topic in new[] { "a", "b", "a" })
            await broker.Broker.PublishAsync(topic, "x"u8.ToArray(), QualityOfService.AtLeastOnce, false, CancellationToken.None);
        access.Allowed = "b";
        using RawClient back = await broker.ConnectAsync("c", clean: false, expiry: 100);
        ReceivedMessage message = await back.ReadPublishAsync();
        Assert.Equal("b", message.Topic);
        await back.AckAsync(PacketType.Puback, message.PacketId);
        await back.PingAsync();
        Assert.Equal(2, broker.Statistics.Dropped(DropReason.NotAuthorized));
        Assert.Equal(1, broker.Statistics.Subscriptions);
        Assert.Equal(0, broker.Statistics.QueuedBytes);

        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy());
        Assert.Equal(1, after.Statistics.Subscriptions);
        using RawClient again = await after.ConnectAsync("c", clean: false, expiry: 100);
        await again.PingAsync();
    }

    [Fact]
    public async Task ReviewAccess_RightWithdrawn_DropsSubscriptionsAndWhatWaitsAtOnceAndKeepsTheConnection()
    {
        var access = new ChangingAccess();
        await using TestBroker broker = await TestBroker.StartAsync(access: access);
        using RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", CleanStart = true, ReceiveMaximum = 1 });
        await client.SubscribeAsync(new("a", QualityOfService.AtLeastOnce), new("b", QualityOfService.AtLeastOnce));
        foreach (string topic in new[] { "a", "a", "b", "a" })
            await broker.Broker.PublishAsync(topic, "x"u8.ToArray(), QualityOfService.AtLeastOnce, false, CancellationToken.None);
        ReceivedMessage inFlight = await client.ReadPublishAsync();
        access.Allowed = "b";

        broker.Broker.ReviewAccess();

        await broker.Broker.PublishAsync("a", "x"u8.ToArray(), QualityOfService.AtLeastOnce, false, CancellationToken.None);
        await client.AckAsync(PacketType.Puback, inFlight.PacketId);
        ReceivedMessage next = await client.ReadPublishAsync();
        Assert.Equal(("a", "b"), (inFlight.Topic, next.Topic));
        await client.AckAsync(PacketType.Puback, next.PacketId);
        await client.PingAsync();
        Assert.Equal(2, broker.Statistics.Dropped(DropReason.NotAuthorized));
        Assert.Equal(1, broker.Statistics.Subscriptions);
        Assert.Equal(0, broker.Statistics.QueuedBytes);
    }

    [Fact]
    public async Task ReviewAccess_ClientMayNotStay_IsDisconnectedAndItsSessionEnds()
    {
        var access = new ChangingAccess();
        await using TestBroker broker = await TestBroker.StartAsync(access: access);
        using RawClient expelled = await broker.ConnectAsync("c", clean: false, expiry: 100);
        using RawClient other = await broker.ConnectAsync("d", clean: false, expiry: 100);
        await expelled.SubscribeAsync(new SubscriptionRequest("a", QualityOfService.AtLeastOnce));
        access.Expelled = "c";

        broker.Broker.ReviewAccess();

        Assert.Equal(ReasonCode.NotAuthorized, await expelled.ReadDisconnectAsync());
        await other.PingAsync();
        Assert.Equal((1, 0), (broker.Statistics.Sessions, broker.Statistics.Subscriptions));
    }

    [Fact]
    public async Task Connect_RightWithdrawnWhileTheClientWasJudged_IsDisconnected()
    {
        var access = new ChangingAccess { Expelled = "c" };
        await using TestBroker broker = await TestBroker.StartAsync(access: access);

        using RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 100);

        Assert.Equal(ReasonCode.NotAuthorized, await client.ReadDisconnectAsync());
        Assert.Equal(0, broker.Statistics.Sessions);
    }

    private sealed class ChangingAccess : IAccessPolicy
    {
        public string? Allowed { get; set; }

        public string? Expelled { get; set; }

        public bool MayStay(ClientIdentity client) => client.ClientId != Expelled;

        public ReasonCode Authenticate(in ConnectionRequest request) => ReasonCode.Success;

        public bool MayPublish(ClientIdentity client, ReadOnlySpan<byte> topic) => true;

        public bool MaySubscribe(ClientIdentity client, ReadOnlySpan<byte> filter) =>
            Allowed is null || filter.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Allowed));
    }
}
