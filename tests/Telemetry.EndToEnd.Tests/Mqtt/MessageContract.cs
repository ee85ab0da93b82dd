using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>Messages, filters, retained messages and wills.</summary>
public abstract class MessageContract(ContractServer server) : ClientContract(server)
{
    [Fact]
    public async Task Publish_EveryVersionAndQuality_Arrives()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            var receiver = new ContractReceiver();
            await using MqttClient client = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("+/c"), Best)] }, receiver);
            foreach (QualityOfService quality in Qualities)
            {
                await PublishAsync(client, Topic($"{quality}/c"), "水", quality);
                Assert.Equal(Topic($"{quality}/c 水"), await receiver.NextAsync());
            }
        }
    }

    [Fact]
    public async Task Publish_ManyAtOnce_ArriveOnceAndInOrder()
    {
        foreach (QualityOfService quality in Qualities.Where(quality => quality > QualityOfService.AtMostOnce))
        {
            var receiver = new ContractReceiver();
            await using MqttClient client = await ConnectAsync(Options(Server.Versions[^1]) with { Subscriptions = [new(Topic("many"), Best)] }, receiver);
            Task[] published = [.. Enumerable.Range(0, 1_000).Select(i => PublishAsync(client, Topic("many"), Text(i), quality))];
            for (int i = 0; i < published.Length; i++)
                Assert.Equal(Topic($"many {i}"), await receiver.NextAsync());
            await Task.WhenAll(published);
            Assert.False(receiver.TryNext(out string? more), more);
        }
    }

    [Fact]
    public async Task Publish_BigPayload_ArrivesWhole()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            var receiver = new ContractReceiver();
            await using MqttClient client = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("big"), Best)] }, receiver);
            foreach (QualityOfService quality in Qualities)
            {
                await PublishAsync(client, Topic("big"), new string('x', 900_000), quality);
                Assert.Equal(Topic("big 900000 bytes"), await receiver.NextAsync());
            }
        }
    }

    [Fact]
    public async Task Subscribe_Wildcards_GetWhatTheyMatch()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            var receiver = new ContractReceiver();
            await using MqttClient client = await ConnectAsync(Options(version), receiver);
            SubscriptionRequest[] filters = [new(Topic("one/+/x"), Best), new(Topic("two/#"), Best)];
            IReadOnlyList<ReasonCode> granted = await client.SubscribeAsync(filters, null, default).WaitAsync(Patience);
            Assert.All(granted, code => Assert.Equal((ReasonCode)Best, code));
            foreach (string topic in new[] { "one/a/x", "one/a/b/x", "one/x", "two", "two/a", "two/a/b", "three" })
                await PublishAsync(client, Topic(topic), "m", QualityOfService.AtLeastOnce);
            await PublishAsync(client, Topic("two/end"), "m", QualityOfService.AtLeastOnce);
            foreach (string topic in new[] { "one/a/x", "two", "two/a", "two/a/b", "two/end" })
                Assert.Equal(Topic($"{topic} m"), await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task Unsubscribe_OneOfTwo_GetsTheOtherOnly()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            var receiver = new ContractReceiver();
            await using MqttClient client = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("a"), Best), new(Topic("b"), Best)] }, receiver);
            Assert.Equal([ReasonCode.Success], await client.UnsubscribeAsync([Topic("a")], default).WaitAsync(Patience));
            await PublishAsync(client, Topic("a"), "1", QualityOfService.AtLeastOnce);
            await PublishAsync(client, Topic("b"), "2", QualityOfService.AtLeastOnce);
            Assert.Equal(Topic("b 2"), await receiver.NextAsync());
        }
    }

    [Fact]
    public async Task Retained_SubscribedLater_ComesMarkedUntilItIsDeleted()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            await using MqttClient sender = await ConnectAsync(Options(version));
            await PublishAsync(sender, Topic("kept"), "old", QualityOfService.AtLeastOnce, retain: true);
            await PublishAsync(sender, Topic("kept"), "new", QualityOfService.AtLeastOnce, retain: true);
            var receiver = new ContractReceiver();
            await using MqttClient late = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("#"), Best)] }, receiver);
            Assert.Equal(Topic("kept new retained"), await receiver.NextAsync());

            await PublishAsync(sender, Topic("kept"), "", QualityOfService.AtLeastOnce, retain: true);
            Assert.Equal(Topic("kept "), await receiver.NextAsync());
            var second = new ContractReceiver();
            await using MqttClient later = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("#"), Best)] }, second);
            await PublishAsync(sender, Topic("end"), "x", QualityOfService.AtLeastOnce);
            Assert.Equal(Topic("end x"), await second.NextAsync());
        }
    }

    [Fact]
    public async Task Will_ConnectionLost_IsPublishedAndAfterStopItIsNot()
    {
        foreach (MqttProtocolVersion version in Server.Versions)
        {
            var receiver = new ContractReceiver();
            await using MqttClient watcher = await ConnectAsync(Options(version) with { Subscriptions = [new(Topic("status"), Best)] }, receiver);
            MqttClient leaving = await ConnectAsync(WithWill("left"));
            await leaving.StopAsync(default);
            await leaving.DisposeAsync();
            MqttClient lost = await ConnectAsync(WithWill("lost"));
            await lost.AbortAsync();
            Assert.Equal(Topic("status lost"), await receiver.NextAsync());

            MqttClientOptions WithWill(string text) => Options(version) with
            {
                Will = new WillMessage { Topic = Topic("status"), Payload = System.Text.Encoding.UTF8.GetBytes(text), QualityOfService = QualityOfService.AtLeastOnce },
            };
        }
    }
}
