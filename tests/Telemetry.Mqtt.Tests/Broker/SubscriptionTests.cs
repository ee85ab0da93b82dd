using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

public class SubscriptionTests
{
    [Fact]
    public async Task Subscribe_SeveralFilters_AnswersEach()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumSubscriptionsPerClient = 8 }, new ScriptedAccess { OwnTopicsOnly = true });
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync([.. Enumerable.Range(0, 6).Select(i => new SubscriptionRequest($"c/earlier/{i}", QualityOfService.AtMostOnce))]);
        SubackPacket suback = await client.SubscribeAsync(
            new("c/a", QualityOfService.AtMostOnce),
            new("c/#/b", QualityOfService.AtMostOnce),
            new("other/#", QualityOfService.AtMostOnce),
            new("$share/g/#", QualityOfService.AtMostOnce),
            new("c/" + string.Join('/', Enumerable.Repeat("+", 200)), QualityOfService.AtMostOnce),
            new("c/b", QualityOfService.ExactlyOnce),
            new("c/c", QualityOfService.AtLeastOnce),
            new("c/a", QualityOfService.AtLeastOnce));
        Assert.Equal(
            [
                ReasonCode.Success, ReasonCode.TopicFilterInvalid, ReasonCode.NotAuthorized, ReasonCode.NotAuthorized,
                ReasonCode.TopicFilterInvalid, ReasonCode.GrantedQos2, ReasonCode.QuotaExceeded, ReasonCode.GrantedQos1,
            ],
            suback.ReasonCodes);
        Assert.Equal(1, broker.Statistics.Refused(RefusalStage.Subscribe, ReasonCode.QuotaExceeded));
        Assert.Equal(2, broker.Statistics.Refused(RefusalStage.Subscribe, ReasonCode.TopicFilterInvalid));
    }

    [Fact]
    public async Task Subscribe_Overlapping_DeliversOnceAtTheHighestQosWithAllIdentifiers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendSubscribeAsync(11, new SubscriptionRequest("city/#", QualityOfService.AtMostOnce));
        await client.ReadAsync();
        await client.SendSubscribeAsync(300, new SubscriptionRequest("city/+", QualityOfService.AtLeastOnce));
        await client.ReadAsync();
        await client.SubscribeAsync(new SubscriptionRequest("#", QualityOfService.AtMostOnce));
        await client.PublishAsync("city/a", "x", qos: 1, packetId: 1);
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal(QualityOfService.AtLeastOnce, message.Qos);
        Assert.Equal([11u, 300u], message.Identifiers.Order());
        await client.AckAsync(PacketType.Puback, message.PacketId);
        Assert.Equal(1, (await client.ReadAckAsync()).PacketId);
        await client.PingAsync();
    }

    [Fact]
    public async Task Subscribe_ThousandsOfOverlappingFilters_StaysBounded()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { MaximumSubscriptionLevels = 1_000 });
        using RawClient client = await broker.ConnectAsync("c");
        int refused = 0;
        for (int i = 0; i < 1_024; i++)
        {
            string filter = string.Join('/', Enumerable.Range(0, 10).Select(bit => (i >> bit & 1) == 0 ? "+" : "x"));
            refused += (await client.SubscribeAsync(new SubscriptionRequest(filter, QualityOfService.AtMostOnce))).ReasonCodes.Count(r => r == ReasonCode.QuotaExceeded);
        }

        Assert.InRange(refused, 1, 1_023);
        Assert.Equal(refused, broker.Statistics.Refused(RefusalStage.Subscribe, ReasonCode.QuotaExceeded));
        await client.PublishAsync(string.Join('/', Enumerable.Repeat("x", 10)), "one");
        Assert.Equal("one", (await client.ReadPublishAsync()).Payload);
        await client.PingAsync();
    }

    [Fact]
    public async Task Subscribe_NoLocal_ExcludesWhatTheClientPublishes()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        using RawClient other = await broker.ConnectAsync("d");
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce, NoLocal: true));
        await client.PublishAsync("t", "own");
        await client.PingAsync();
        await other.PublishAsync("t", "theirs");
        Assert.Equal("theirs", (await client.ReadPublishAsync()).Payload);
    }

    [Fact]
    public async Task Subscribe_NoLocalOverlapsWithAnother_OwnMessagesComeByTheOther()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SendSubscribeAsync(1, new SubscriptionRequest("t/#", QualityOfService.ExactlyOnce, NoLocal: true));
        await client.ReadAsync();
        await client.SendSubscribeAsync(2, new SubscriptionRequest("t/+", QualityOfService.AtMostOnce));
        await client.ReadAsync();
        await client.PublishAsync("t/a", "own");
        ReceivedMessage own = await client.ReadPublishAsync();
        Assert.Equal((QualityOfService.AtMostOnce, 2u), (own.Qos, Assert.Single(own.Identifiers)));
        using RawClient other = await broker.ConnectAsync("d");
        await other.PublishAsync("t/a", "theirs", qos: 2, packetId: 1);
        ReceivedMessage theirs = await client.ReadPublishAsync();
        Assert.Equal(QualityOfService.ExactlyOnce, theirs.Qos);
        Assert.Equal([1u, 2u], theirs.Identifiers.Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribe_RetainAsPublished_DecidesTheFlag(bool asPublished)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce, RetainAsPublished: asPublished));
        await client.PublishAsync("t", "x", retain: true);
        Assert.Equal(asPublished, (await client.ReadPublishAsync()).Retain);
    }

    [Theory]
    [InlineData(RetainHandling.Send, 1, 1)]
    [InlineData(RetainHandling.SendIfNew, 1, 0)]
    [InlineData(RetainHandling.DoNotSend, 0, 0)]
    public async Task Subscribe_RetainHandling_DecidesWhenRetainedOnesCome(RetainHandling handling, int first, int second)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("a/b", "kept", retain: true);
        foreach (int expected in new[] { first, second })
        {
            await client.SubscribeAsync(new SubscriptionRequest("a/+", QualityOfService.AtMostOnce, RetainHandling: handling));
            for (int i = 0; i < expected; i++)
            {
                ReceivedMessage message = await client.ReadPublishAsync();
                Assert.Equal(("kept", true), (message.Payload, message.Retain));
            }

            await client.PingAsync();
        }
    }

    [Fact]
    public async Task Unsubscribe_Filters_AnswersEachAndStops()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        await client.SendAsync(o => new UnsubscribePacket { PacketId = 9, Filters = ["t", "never", "a/#/b", "$share/+/t"] }.Write(o, MqttProtocolVersion.V500));
        (byte header, byte[] body) = await client.ReadAsync();
        UnsubackPacket unsuback = UnsubackPacket.Parse(new Frame(header, body), client.Context);
        Assert.Equal(
            [ReasonCode.Success, ReasonCode.NoSubscriptionExisted, ReasonCode.TopicFilterInvalid, ReasonCode.TopicFilterInvalid],
            unsuback.ReasonCodes);
        await client.PublishAsync("t", "x");
        await client.PingAsync();
    }

    [Fact]
    public async Task Subscribe_LowerQosThanPublished_DeliversAtTheLower()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c", version: MqttProtocolVersion.V311);
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.AtMostOnce));
        using RawClient other = await broker.ConnectAsync("d");
        await other.PublishAsync("t", "x", qos: 1, packetId: 1, properties: new PublishProperties { ContentType = "text/plain" }.Encode());
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal((QualityOfService.AtMostOnce, "x"), (message.Qos, message.Payload));
    }

    [Fact]
    public async Task Subscribe_ExactlyOnce_GoesThroughAllFourSteps()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("t", QualityOfService.ExactlyOnce));
        using RawClient other = await broker.ConnectAsync("d");
        await other.PublishAsync("t", "x", qos: 2, packetId: 1);
        ReceivedMessage message = await client.ReadPublishAsync();
        Assert.Equal(QualityOfService.ExactlyOnce, message.Qos);
        await client.AckAsync(PacketType.Pubrec, message.PacketId);
        AckPacket release = await client.ReadAckAsync();
        Assert.Equal((PacketType.Pubrel, message.PacketId, ReasonCode.Success), (release.Type, release.PacketId, release.ReasonCode));
        await client.AckAsync(PacketType.Pubcomp, message.PacketId);
        await client.AckAsync(PacketType.Pubrec, 77);
        Assert.Equal(ReasonCode.PacketIdentifierNotFound, (await client.ReadAckAsync()).ReasonCode);
        await client.AckAsync(PacketType.Puback, 77);
        await client.PingAsync();
    }
}
