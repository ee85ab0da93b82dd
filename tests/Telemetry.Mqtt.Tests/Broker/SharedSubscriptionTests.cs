using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>MQTT 5.0, section 4.8.2.</summary>
public class SharedSubscriptionTests
{
    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Shared_ConnectedMembers_TakeTurns(MqttProtocolVersion version)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient a = await Join(broker, "a", version: version);
        using RawClient b = await Join(broker, "b", version: version);
        using RawClient all = await broker.ConnectAsync("all");
        await all.SubscribeAsync(new SubscriptionRequest("t/#", QualityOfService.AtMostOnce), new SubscriptionRequest("$share/other/t/#", QualityOfService.AtMostOnce));
        using RawClient sender = await broker.ConnectAsync("sender");
        for (int i = 0; i < 6; i++)
            await sender.PublishAsync($"t/{i % 3}", $"{i}");
        string[] first = await Read(a, 3);
        string[] second = await Read(b, 3);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], first.Concat(second).Order());
        Assert.Equal(12, (await Read(all, 12)).Length); // by itself, and as the only one of the other group
        await a.PingAsync();
        await b.PingAsync();
        await all.PingAsync();
    }

    [Theory]
    [InlineData("$share/")]
    [InlineData("$share/g")]
    [InlineData("$share/g/")]
    [InlineData("$share//t")]
    [InlineData("$share/+/t")]
    [InlineData("$share/g#/t")]
    [InlineData("$share/g/t/#/x")]
    public async Task Subscribe_WrongShare_IsRefused(string filter)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        SubackPacket suback = await client.SubscribeAsync(new SubscriptionRequest(filter, QualityOfService.AtMostOnce));
        Assert.Equal(ReasonCode.TopicFilterInvalid, Assert.Single(suback.ReasonCodes));
        Assert.Equal(0, broker.Statistics.Subscriptions);
    }

    [Fact]
    public async Task Subscribe_SharedWithNoLocal_IsAProtocolError()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendSubscribeAsync(null, new SubscriptionRequest("$share/g/t", QualityOfService.AtMostOnce, NoLocal: true));
        Assert.Equal(ReasonCode.ProtocolError, await client.ReadDisconnectAsync());
    }

    [Fact]
    public async Task Subscribe_SharedFilterOfSomebodyElse_IsRefused()
    {
        await using TestBroker broker = await TestBroker.StartAsync(access: new ScriptedAccess { OwnTopicsOnly = true });
        using RawClient client = await broker.ConnectAsync("c");
        SubackPacket suback = await client.SubscribeAsync(
            new("$share/c/#", QualityOfService.AtMostOnce), new("$share/g/other/t", QualityOfService.AtMostOnce), new("$share/g/c/#", QualityOfService.AtMostOnce));
        Assert.Equal([ReasonCode.NotAuthorized, ReasonCode.NotAuthorized, ReasonCode.Success], suback.ReasonCodes);
    }

    [Fact]
    public async Task Subscribe_Shared_GetsNoRetainedMessages()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("t/a", "kept", retain: true);
        await client.SubscribeAsync(new SubscriptionRequest("$share/g/t/#", QualityOfService.AtMostOnce));
        await client.PingAsync();
    }

    [Fact]
    public async Task Shared_Options_AreTheMembersOwn()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendSubscribeAsync(7, new SubscriptionRequest("$share/g/t/#", QualityOfService.AtLeastOnce, RetainAsPublished: true));
        await client.ReadAsync();
        await client.SendSubscribeAsync(8, new SubscriptionRequest("$share/g/t/#", QualityOfService.AtMostOnce, RetainAsPublished: true));
        await client.ReadAsync();
        await client.PublishAsync("t/a", "x", qos: 2, packetId: 1, retain: true);
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal((QualityOfService.AtMostOnce, true, 8u), (message.Qos, message.Retain, Assert.Single(message.Identifiers)));
        Assert.Equal(1, broker.Statistics.Subscriptions);
    }

    [Fact]
    public async Task Shared_MemberWithoutRoom_IsPassedOver()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient slow = await Join(broker, "slow", receiveMaximum: 1);
        using RawClient fast = await Join(broker, "fast");
        using RawClient sender = await broker.ConnectAsync("sender");
        await Send(sender, 5);
        Assert.Single(await Read(slow, 1));
        Assert.Equal(4, (await Read(fast, 4)).Length);
    }

    [Fact]
    public async Task Shared_MemberAway_GetsOnlyWhatNobodyElseTakes()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        (await Join(broker, "away", expiry: 100)).Dispose();
        using RawClient sender = await broker.ConnectAsync("sender");
        using (RawClient there = await Join(broker, "there"))
        {
            await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 2, "the first is away");
            await Send(sender, 2);
            foreach (string _ in await Read(there, 2))
                await there.PingAsync();
            await there.AckAsync(PacketType.Puback, 1);
            await there.AckAsync(PacketType.Puback, 2);
            await there.PingAsync();
        }

        await TestBroker.EventuallyAsync(() => broker.Statistics.Sessions == 2, "the second has gone");
        await sender.PublishAsync("t/a", "qos 0");
        await Send(sender, 1);
        using RawClient back = await broker.ConnectAsync("away", clean: false, expiry: 100);
        Assert.Equal("0", (await back.ReadPublishAsync()).Payload);
        await back.PingAsync();
        Assert.Equal(1, broker.Statistics.Dropped(DropReason.NoMember));
    }

    [Fact]
    public async Task Shared_MemberLeavesForAWhile_WhatWasNotSentGoesToAnother()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient sender = await broker.ConnectAsync("sender");
        using (RawClient first = await Join(broker, "first", expiry: 100, receiveMaximum: 1))
        {
            await Send(sender, 3);
            Assert.Equal(["0"], await Read(first, 1));
            using RawClient second = await Join(broker, "second");
            first.Dispose();
            Assert.Equal(["1", "2"], await Read(second, 2));
            await second.AckAsync(PacketType.Puback, 1);
            await second.AckAsync(PacketType.Puback, 2);
            await second.PingAsync();
        }

        using RawClient back = await broker.ConnectAsync("first", clean: false, expiry: 100);
        ReceivedMessage message = await back.ReadPublishAsync();
        Assert.Equal(("0", true), (message.Payload, message.Duplicate));
        await back.PingAsync();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)] // [MQTT-4.8.2-5]
    public async Task Shared_SessionEndsWithMessagesInFlight_GoOnAtQos1Only(int qos, bool isPassedOn)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient sender = await broker.ConnectAsync("sender");
        using RawClient first = await Join(broker, "first", qos: QualityOfService.ExactlyOnce);
        await sender.PublishAsync("t/a", "x", qos, packetId: 1);
        await sender.ReadAckAsync();
        await first.ReadPublishAsync();
        using RawClient second = await Join(broker, "second", qos: QualityOfService.ExactlyOnce);
        first.Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.Sessions == 2, "the first has gone");
        if (isPassedOn)
            Assert.Equal("x", (await second.ReadPublishAsync()).Payload);
        await second.PingAsync();
    }

    [Fact]
    public async Task Unsubscribe_Shared_LeavesTheGroup()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient a = await Join(broker, "a");
        using RawClient b = await Join(broker, "b");
        await a.SendAsync(o => new UnsubscribePacket { PacketId = 1, Filters = ["$share/g/t/#"] }.Write(o, MqttProtocolVersion.V500));
        await a.ReadAsync();
        Assert.Equal(1, broker.Statistics.Subscriptions);
        using RawClient sender = await broker.ConnectAsync("sender");
        await Send(sender, 2);
        Assert.Equal(["0", "1"], await Read(b, 2));
        await a.PingAsync();
    }

    [Fact]
    public async Task Shared_BrokerRestarts_IsStillShared()
    {
        var store = new ListStore();
        await using TestBroker before = await TestBroker.StartAsync(store: store);
        using RawClient a = await Join(before, "a", expiry: 100);
        using RawClient b = await Join(before, "b", expiry: 100);
        await using TestBroker after = await TestBroker.StartAsync(store: store.Copy());
        using RawClient sender = await after.ConnectAsync("sender");
        using RawClient backA = await after.ConnectAsync("a", clean: false, expiry: 100);
        using RawClient backB = await after.ConnectAsync("b", clean: false, expiry: 100);
        await Send(sender, 2);
        Assert.Equal(["0", "1"], (await Read(backA, 1)).Concat(await Read(backB, 1)).Order());
    }

    private static async Task<RawClient> Join(
        TestBroker broker, string clientId, uint? expiry = null, ushort? receiveMaximum = null,
        QualityOfService qos = QualityOfService.AtLeastOnce, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket
        {
            Version = version,
            ClientId = clientId,
            CleanStart = true,
            SessionExpirySeconds = expiry,
            ReceiveMaximum = receiveMaximum,
        });
        await client.SubscribeAsync(new SubscriptionRequest("$share/g/t/#", qos));
        return client;
    }

    private static async Task Send(RawClient sender, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await sender.PublishAsync("t/a", $"{i}", qos: 1, packetId: 1);
            await sender.ReadAckAsync();
        }
    }

    private static async Task<string[]> Read(RawClient client, int count)
    {
        var payloads = new string[count];
        for (int i = 0; i < count; i++)
            payloads[i] = (await client.ReadPublishAsync()).Payload;
        return payloads;
    }
}
