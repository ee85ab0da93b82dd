using System.Net.Sockets;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>What many clients, or one that asks for much, may take.</summary>
public class ResourceTests
{
    [Fact]
    public async Task Connections_ThousandAtOnceAndThousandsInTurn_AreServedAndForgotten()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient bystander = await broker.ConnectAsync("bystander");
        await bystander.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        var clients = new RawClient[1_000];
        await Parallel.ForAsync(0, clients.Length, async (i, _) => clients[i] = await broker.ConnectAsync($"c{i}"));
        Assert.Equal(1_001, broker.Statistics.ConnectionsOpen);
        await clients[999].PublishAsync("t", "x");
        Assert.Equal("x", (await bystander.ReadPublishAsync()).Payload);
        foreach (RawClient client in clients)
            client.Dispose();
        await Parallel.ForAsync(0, 3_000, async (i, _) =>
        {
            using RawClient client = await broker.OpenAsync();
            if (i % 3 > 0)
                await client.SendAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = i % 3 == 1 ? "" : $"c{i % 7}", CleanStart = true }.Write);
            client.Socket.LingerState = new LingerOption(i % 2 == 0, 0);
        });
        await TestBroker.EventuallyAsync(() => broker.Statistics is { ConnectionsOpen: 1, Sessions: 1 }, "all are forgotten");
        await bystander.PingAsync();
    }

    [Fact]
    public async Task Reader_OneByteASecond_CostsNobodyElseAnything()
    {
        await using TestBroker broker = await TestBroker.StartAsync(
            new MqttBrokerOptions { MaximumOutgoingBytes = 16 * 1024, MaximumQueuedMessages = 50, MaximumInflight = 1_000 });
        using RawClient slow = await RawClient.OpenAsync(broker.Endpoint, receiveBuffer: 4 * 1024);
        await slow.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "slow", CleanStart = true });
        await slow.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtLeastOnce));
        using RawClient fast = await broker.ConnectAsync("fast");
        await fast.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        string payload = new('x', 10_000);
        var one = new byte[1];
        for (int i = 0; broker.Statistics.Dropped(DropReason.QueueFull) < 50; i++)
        {
            Assert.True(i < 20_000, "nothing was ever dropped");
            await fast.PublishAsync("t", payload, qos: 1, packetId: 1);
            Assert.Equal(payload, (await fast.ReadPublishAsync()).Payload);
            await fast.ReadAckAsync();
            await slow.Socket.ReceiveAsync(one, SocketFlags.None);
        }

        Assert.InRange(broker.Statistics.QueuedBytes, 1, 51 * 11_000);
    }

    [Fact]
    public async Task Publish_ThousandsOfUserProperties_Disconnects()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t", "x", properties: new PublishProperties { UserProperties = [.. Enumerable.Repeat(new UserProperty("n", "v"), 5_000)] }.Encode());
        Assert.Equal(ReasonCode.QuotaExceeded, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Subscribe_RetainedMessagesBeyondTheQueue_AreDroppedAndCounted()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumQueuedMessages = 10, MaximumInflight = 5 });
        for (int i = 0; i < 100; i++)
            await broker.Broker.PublishAsync($"t/{i}", "x"u8.ToArray(), QualityOfService.AtLeastOnce, retain: true, CancellationToken.None);
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendSubscribeAsync(null, [.. Enumerable.Range(0, 50).Select(i => new SubscriptionRequest(i == 0 ? "#" : $"+/{i}/#", QualityOfService.AtLeastOnce))]);
        Assert.Equal(PacketType.Suback, (PacketType)((await client.ReadAsync()).Header >> 4));
        for (int i = 0; i < 15; i++)
            await client.AckAsync(PacketType.Puback, (await client.ReadPublishAsync()).PacketId);
        await client.PingAsync();
        Assert.Equal(85 + 49, broker.Statistics.Dropped(DropReason.QueueFull));
    }

    [Fact]
    public async Task Subscribe_QueueFullAtTheFirstFilter_LooksForNoMore()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumQueuedMessages = 10, MaximumInflight = 5 });
        await RetainAsync(broker, 100);
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendSubscribeAsync(null, new("#", QualityOfService.AtLeastOnce), new("+/#", QualityOfService.AtLeastOnce), new("t/#", QualityOfService.AtLeastOnce));
        await ReadUntil(client, PacketType.Suback);
        for (int i = 0; i < 15; i++)
            await client.AckAsync(PacketType.Puback, (await client.ReadPublishAsync()).PacketId);
        await client.PingAsync();
        Assert.Equal(85 + 2, broker.Statistics.Dropped(DropReason.QueueFull));
    }

    [Fact]
    public async Task Subscribe_TheSameFilterAgainAndAgain_GetsTheRetainedMessagesOnce()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await RetainAsync(broker, 2);
        using RawClient client = await broker.ConnectAsync("c");
        SubscriptionRequest isNew = new("#", QualityOfService.AtLeastOnce, RetainHandling: RetainHandling.SendIfNew);
        await client.SendSubscribeAsync(null, [.. Enumerable.Repeat(isNew, 500)]);
        await ReadUntil(client, PacketType.Suback);
        for (int i = 0; i < 2; i++)
            await client.ReadPublishAsync();
        await client.PingAsync();
    }

    [Fact]
    public async Task Subscribe_MoreFiltersThanAClientMayHave_RefusesTheRest()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumSubscriptionsPerClient = 2 });
        using RawClient client = await broker.ConnectAsync("c");
        SubackPacket suback = await client.SubscribeAsync([.. Enumerable.Repeat(new SubscriptionRequest("#", QualityOfService.AtLeastOnce), 4)]);
        Assert.Equal([ReasonCode.GrantedQos1, ReasonCode.GrantedQos1, ReasonCode.QuotaExceeded, ReasonCode.QuotaExceeded], suback.ReasonCodes);
        Assert.Equal(2, broker.Statistics.Refused(RefusalStage.Subscribe, ReasonCode.QuotaExceeded));
    }

    [Fact]
    public async Task Subscribe_BesideUnsubscribeAndPublish_EndsAsTheLastOneSays()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using var sender = await broker.ConnectAsync("sender");
        var clients = new RawClient[8];
        Task changing = Parallel.ForAsync(0, clients.Length, async (n, _) =>
        {
            RawClient client = clients[n] = await broker.ConnectAsync($"c{n}");
            for (int i = 0; i < 100; i++)
            {
                await client.SendSubscribeAsync(null, new("t/#", QualityOfService.AtMostOnce), new("$share/g/t/+", QualityOfService.AtMostOnce));
                await ReadUntil(client, PacketType.Suback);
                await client.SendAsync(o => new UnsubscribePacket { PacketId = 1, Filters = ["t/#", "$share/g/t/+"] }.Write(o, MqttProtocolVersion.V500));
                await ReadUntil(client, PacketType.Unsuback);
            }
        });
        while (!changing.IsCompleted)
        {
            await sender.PublishAsync("t/a", "x", qos: 1, packetId: 1);
            await sender.ReadAckAsync();
        }

        await changing;
        Assert.Equal(0, broker.Statistics.Subscriptions);

        // What was on its way to a client that unsubscribed may still come (section 3.10.4); what is published from here on may not.
        foreach (RawClient client in clients)
        {
            await client.SendAsync(PingPacket.Request.ToArray());
            await ReadUntil(client, PacketType.Pingresp);
        }

        await sender.PublishAsync("t/a", "x", qos: 1, packetId: 1);
        await sender.ReadAckAsync();
        foreach (RawClient client in clients)
        {
            await client.PingAsync();
            client.Dispose();
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics is { Subscriptions: 0, Sessions: 1 }, "all have gone");
    }

    [Fact]
    public async Task PartialPackets_OfManyTogether_AreLimited()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumPartialBytes = 1024 * 1024 });
        using RawClient stranger = await broker.OpenAsync();
        byte[] connect = [0x10, 0xFF, 0xFF, 0x0E, .. new byte[200_000]]; // of 245,763
        await stranger.SendAsync(connect);
        await TestBroker.EventuallyAsync(() => broker.Statistics.PartialBytes > 190_000, "half a CONNECT is there");
        using RawClient another = await broker.OpenAsync();
        await another.SendAsync(connect);
        await another.ExpectClosedAsync();
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Connect, ReasonCode.QuotaExceeded));

        using RawClient client = await broker.ConnectAsync("c");
        using RawClient greedy = await broker.ConnectAsync("greedy");
        byte[] half = [0x32, 0xC6, 0xCF, 0x24, 0x00, 0x01, 0x74, 0x00, 0x01, 0x00, .. new byte[500_000]]; // of 600,000
        await client.SendAsync(half);
        await TestBroker.EventuallyAsync(() => broker.Statistics.PartialBytes > 690_000, "half a PUBLISH is there");
        await greedy.SendAsync(half);
        Assert.Equal(ReasonCode.QuotaExceeded, await greedy.ReadDisconnectAsync());
        await client.SendAsync(new byte[100_000]);
        Assert.Equal(1, (await client.ReadAckAsync()).PacketId);
        greedy.Dispose();
        stranger.Dispose();
        another.Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.PartialBytes == 0, "all is given back");
    }

    private static async Task RetainAsync(TestBroker broker, int count)
    {
        for (int i = 0; i < count; i++)
            await broker.Broker.PublishAsync($"t/{i}", "x"u8.ToArray(), QualityOfService.AtLeastOnce, retain: true, CancellationToken.None);
    }

    private static async Task ReadUntil(RawClient client, PacketType type)
    {
        while ((await client.ReadAsync()).Header >> 4 != (int)type)
        {
        }
    }
}
