using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class RestartTests
{
    [Fact]
    public async Task Restart_AfterACrash_GoesOnWithSessionsAndRetainedMessages()
    {
        var store = new ListStore();
        await using TestBroker before = await TestBroker.StartAsync(store: store);
        using RawClient client = await before.ConnectAsync("c", clean: false, expiry: 1_000);
        await client.SendSubscribeAsync(5, new SubscriptionRequest("t", QualityOfService.AtLeastOnce), new SubscriptionRequest("gone", QualityOfService.AtLeastOnce));
        await client.ReadAsync();
        await client.SendAsync(o => new UnsubscribePacket { PacketId = 9, Filters = ["gone"] }.Write(o, MqttProtocolVersion.V500));
        await client.ReadAsync();
        using RawClient other = await before.ConnectAsync("other");
        for (ushort i = 1; i <= 3; i++)
        {
            await other.PublishAsync("t", $"{i}", qos: 1, packetId: i);
            await other.ReadAckAsync();
        }

        ReceivedMessage first = await client.ReadPublishAsync();
        await client.AckAsync(PacketType.Puback, first.PacketId);
        await client.ReadPublishAsync();
        ReceivedMessage third = await client.ReadPublishAsync();
        await client.PingAsync();
        await other.PublishAsync("kept/a", "retained", qos: 1, packetId: 4, retain: true);
        await other.PublishAsync("kept/b", "cleared", qos: 1, packetId: 5, retain: true);
        await other.PublishAsync("kept/b", "", qos: 1, packetId: 6, retain: true);
        for (int i = 0; i < 3; i++)
            await other.ReadAckAsync();

        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy());
        Assert.Equal(1, after.Statistics.Sessions);
        Assert.Equal(1, after.Statistics.RetainedMessages);
        using RawClient back = await after.OpenAsync();
        Assert.True((await back.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", SessionExpirySeconds = 1_000 })).SessionPresent);
        ReceivedMessage second = await back.ReadPublishAsync();
        Assert.Equal(("2", true), (second.Payload, second.Duplicate));
        Assert.Equal([5u], second.Identifiers);
        ReceivedMessage again = await back.ReadPublishAsync();
        Assert.Equal(("3", third.PacketId), (again.Payload, again.PacketId));
        await back.AckAsync(PacketType.Puback, second.PacketId);
        await back.AckAsync(PacketType.Puback, again.PacketId);
        await back.PublishAsync("t", "4");
        Assert.Equal("4", (await back.ReadPublishAsync()).Payload);
        await back.SubscribeAsync(new SubscriptionRequest("kept/#", QualityOfService.AtLeastOnce));
        Assert.Equal("retained", (await back.ReadPublishAsync()).Payload);
        await back.PingAsync();
    }

    [Fact]
    public async Task Restart_QueuedWhileAway_ComesWithoutDuplicateFlag()
    {
        var store = new ListStore();
        await using (TestBroker before = await TestBroker.StartAsync(store: store))
        {
            using (RawClient client = await before.ConnectAsync("c", clean: false, expiry: 1_000))
                await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
            await TestBroker.EventuallyAsync(() => before.Statistics.ConnectionsOpen == 0, "the client is away");
            await before.Broker.PublishAsync("t", "x"u8.ToArray(), QualityOfService.AtLeastOnce, false, CancellationToken.None);
        }

        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy());
        using RawClient back = await after.ConnectAsync("c", clean: false, expiry: 1_000);
        Assert.False((await back.ReadPublishAsync()).Duplicate);
    }

    [Fact]
    public async Task Restart_ExactlyOnce_BothWaysGoOnWhereTheyWere()
    {
        var store = new ListStore();
        var receiver = new RecordingReceiver();
        await using TestBroker before = await TestBroker.StartAsync(store: store, receiver: receiver);
        using RawClient client = await before.ConnectAsync("c", clean: false, expiry: 1_000);
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.ExactlyOnce));
        await before.Broker.PublishAsync("t", "x"u8.ToArray(), QualityOfService.ExactlyOnce, false, CancellationToken.None);
        ReceivedMessage message = await client.ReadPublishAsync();
        await client.AckAsync(PacketType.Pubrec, message.PacketId);
        await client.ReadAckAsync();
        await client.PublishAsync("up", "y", qos: 2, packetId: 3);
        await client.ReadAckAsync();

        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy(), receiver: receiver);
        using RawClient back = await after.ConnectAsync("c", clean: false, expiry: 1_000);
        AckPacket release = await back.ReadAckAsync();
        Assert.Equal((PacketType.Pubrel, message.PacketId), (release.Type, release.PacketId));
        await back.AckAsync(PacketType.Pubcomp, message.PacketId);
        await back.PublishAsync("up", "y", qos: 2, packetId: 3, duplicate: true);
        Assert.Equal(PacketType.Pubrec, (await back.ReadAckAsync()).Type);
        Assert.Single(receiver.Received);
        await back.AckAsync(PacketType.Pubrel, 3);
        Assert.Equal(ReasonCode.Success, (await back.ReadAckAsync()).ReasonCode);
    }

    [Fact]
    public async Task Store_Fails_OnlyThoseWhoNeedItNotice()
    {
        var store = new ListStore();
        var time = new ManualTimeProvider();
        await using TestBroker broker = await TestBroker.StartAsync(store: store, time: time);
        using RawClient plain = await broker.ConnectAsync("plain");
        using RawClient lasting = await broker.ConnectAsync("lasting", clean: false, expiry: 5);
        store.Fails = true;
        await lasting.SendSubscribeAsync(null, new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        Assert.Equal(ReasonCode.UnspecifiedError, await lasting.ReadDisconnectAsync());
        lasting.Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 1, "its connection is forgotten");
        time.Advance(TimeSpan.FromSeconds(10));
        await plain.PublishAsync("other", "x", qos: 1, packetId: 1);
        Assert.Equal(1, (await plain.ReadAckAsync()).PacketId);
    }

    [Fact]
    public async Task Restart_SessionExpiredMeanwhile_IsGone()
    {
        var store = new ListStore();
        var time = new ManualTimeProvider();
        await using (TestBroker before = await TestBroker.StartAsync(store: store, time: time))
        {
            using RawClient client = await before.ConnectAsync("c", clean: false, expiry: 60);
            await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        }

        time.Advance(TimeSpan.FromSeconds(61));
        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy(), time: time);
        using RawClient back = await after.OpenAsync();
        Assert.False((await back.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", SessionExpirySeconds = 60 })).SessionPresent);
    }

    [Fact]
    public async Task Compaction_MuchHappened_KeepsTheStateAndForgetsTheRest()
    {
        var time = new ManualTimeProvider();
        var log = new ManualLog();
        var store = new ListStore(log);
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { CompactAfterBytes = 1024 * 1024 }, store: store, time: time);
        using (RawClient client = await broker.ConnectAsync("c", clean: false, expiry: 10_000))
        {
            Task<SubackPacket> subscribing = client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
            await TestBroker.EventuallyAsync(() => log.Waiting == 1, "SUBACK waits for the store");
            log.CommitAll();
            await subscribing;
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away");
        byte[] payload = new byte[50_000];
        var publishing = new List<Task>();
        for (int i = 0; i < 30; i++)
            publishing.Add(broker.Broker.PublishAsync("kept", payload, QualityOfService.AtMostOnce, retain: true, CancellationToken.None).AsTask());
        publishing.Add(broker.Broker.PublishAsync("t", "queued"u8.ToArray(), QualityOfService.AtLeastOnce, false, CancellationToken.None).AsTask());
        int before = store.Count;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, store.Released);
        Assert.True(store.Count > before);
        log.CommitAll();
        await Task.WhenAll(publishing);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(before, store.Released);
        Assert.True(store.Count < 10);

        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy(), time: time);
        Assert.Equal(1, after.Statistics.RetainedMessages);
        using RawClient back = await after.ConnectAsync("c", clean: false, expiry: 100);
        ReceivedMessage message = await back.ReadPublishAsync();
        Assert.Equal(("queued", false), (message.Payload, message.Duplicate));
    }
}
