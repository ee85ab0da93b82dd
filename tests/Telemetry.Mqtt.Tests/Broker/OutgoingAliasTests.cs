using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

public class OutgoingAliasTests
{
    [Fact]
    public async Task Alias_ClientTakesTwo_FirstTopicsHaveThem()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await Connect(broker, aliases: 2);
        await client.PublishAsync("t/a", "1", properties: new PublishProperties { ContentType = "text/plain", MessageExpirySeconds = 60 }.Encode());
        foreach (string topic in new[] { "t/b", "t/c", "t/a", "t/b", "t/c" })
            await client.PublishAsync(topic, "x");
        ReceivedMessage first = await client.ReadPublishAsync();
        Assert.Equal(("t/a", 1), (first.Topic, Alias(first)));
        Assert.Equal("text/plain", first.Properties.ContentType);
        foreach ((string topic, int alias) in new[] { ("t/b", 2), ("t/c", 0), ("", 1), ("", 2), ("t/c", 0) })
        {
            ReceivedMessage message = await client.ReadPublishAsync();
            Assert.Equal((topic, alias), (message.Topic, Alias(message)));
        }
    }

    [Fact]
    public async Task Alias_NewConnection_BeginsAnew()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        ReceivedMessage before;
        using (RawClient client = await Connect(broker, aliases: 5, expiry: 100))
        {
            await client.PublishAsync("t/a", "x", qos: 1, packetId: 1);
            before = await client.ReadPublishAsync();
        }

        using RawClient back = await broker.OpenAsync();
        await back.ConnectAsync(new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "c", SessionExpirySeconds = 100, TopicAliasMaximum = 5 });
        ReceivedMessage again = await back.ReadPublishAsync();
        Assert.Equal(("t/a", 1, true), (again.Topic, Alias(again), again.Duplicate));
        Assert.Equal(before.PacketId, again.PacketId);
    }

    [Fact]
    public async Task Alias_MessageTooLargeToBeSent_GivesNone()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await Connect(broker, aliases: 5, maximumPacketSize: 100);
        await client.PublishAsync("t/a", new string('x', 200));
        await client.PublishAsync("t/a", "x");
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal(("t/a", 1), (message.Topic, Alias(message)));
        Assert.Equal(1, broker.Statistics.Dropped(DropReason.PacketTooLarge));
    }

    [Fact]
    public async Task Alias_OnlyTheMessageWithoutItFits_IsSentWithout()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await Connect(broker, aliases: 5, maximumPacketSize: 100);
        await client.PublishAsync("t/a", new string('x', 92)); // 2 + 5 + 1 + 92 bytes
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal(("t/a", 0, 92), (message.Topic, Alias(message), message.Payload.Length));
        await client.PublishAsync("t/a", "x");
        Assert.Equal(1, Alias(await client.ReadPublishAsync()));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public async Task Alias_OneSideTakesNone_NoneIsUsed(int client, int server)
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { OutgoingTopicAliases = server });
        using RawClient subscriber = await Connect(broker, (ushort)client);
        for (int i = 0; i < 2; i++)
        {
            await subscriber.PublishAsync("t/a", "x");
            ReceivedMessage message = await subscriber.ReadPublishAsync();
            Assert.Equal(("t/a", 0), (message.Topic, Alias(message)));
        }
    }

    private static async Task<RawClient> Connect(TestBroker broker, ushort aliases, uint? expiry = null, uint? maximumPacketSize = null)
    {
        RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket
        {
            Version = MqttProtocolVersion.V500,
            ClientId = "c",
            CleanStart = true,
            SessionExpirySeconds = expiry,
            MaximumPacketSize = maximumPacketSize,
            TopicAliasMaximum = aliases == 0 ? null : aliases,
        });
        await client.SubscribeAsync(new SubscriptionRequest("t/#", QualityOfService.AtLeastOnce));
        return client;
    }

    private static int Alias(ReceivedMessage message)
    {
        var reader = new PropertyReader(message.PropertyBlock, PropertyScope.Publish, 100);
        while (reader.MoveNext())
        {
            if (reader.Id == PropertyId.TopicAlias)
                return (int)reader.Number;
        }

        return 0;
    }
}
