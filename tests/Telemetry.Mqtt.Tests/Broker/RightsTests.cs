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

    private sealed class ChangingAccess : IAccessPolicy
    {
        public string? Allowed { get; set; }

        public ReasonCode Authenticate(in ConnectionRequest request) => ReasonCode.Success;

        public bool MayPublish(ClientIdentity client, ReadOnlySpan<byte> topic) => true;

        public bool MaySubscribe(ClientIdentity client, ReadOnlySpan<byte> filter) =>
            Allowed is null || filter.SequenceEqual(System.Text.Encoding.UTF8.GetBytes(Allowed));
    }
}
