using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class SysTopicsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Sys_Subscribed_TellsWhatIsAndThenWhatChanges()
    {
        await using TestBroker broker = await TestBroker.StartAsync(time: _time);
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("kept", "x", retain: true);
        await client.SubscribeAsync(new SubscriptionRequest("$SYS/broker/#", QualityOfService.AtLeastOnce));
        Dictionary<string, string> values = await Read(client, 13);
        Assert.StartsWith("telemetry ", values["version"], StringComparison.Ordinal);
        Assert.Equal(("0 seconds", "0", "0"), (values["uptime"], values["clients/connected"], values["messages/received"]));

        _time.Advance(TimeSpan.FromSeconds(10));
        Dictionary<string, string> changed = await Read(client, 11);
        Assert.Equal(("10 seconds", "1", "1"), (changed["uptime"], changed["clients/connected"], changed["clients/total"]));
        Assert.Equal(("1", "13"), (changed["messages/received"], changed["messages/sent"]));
        Assert.Equal(("1", "1"), (changed["subscriptions/count"], changed["retained messages/count"]));
        Assert.Equal("0.92", changed["load/messages/received/1min"]); // six a minute, for a sixth of a minute
        Assert.DoesNotContain("version", changed.Keys);
        await client.PingAsync();
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+/broker/version")]
    public async Task Sys_WildcardInTheFirstLevel_DoesNotMatch(string filter)
    {
        await using TestBroker broker = await TestBroker.StartAsync(time: _time);
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest(filter, QualityOfService.AtMostOnce));
        _time.Advance(TimeSpan.FromSeconds(10));
        await client.PingAsync();
    }

    [Fact]
    public async Task Sys_Off_PublishesNothing()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new MqttBrokerOptions { SysInterval = TimeSpan.Zero }, time: _time);
        using RawClient client = await broker.ConnectAsync("c");
        await client.SubscribeAsync(new SubscriptionRequest("$SYS/#", QualityOfService.AtMostOnce));
        _time.Advance(TimeSpan.FromHours(2));
        await client.PingAsync();
    }

    private static async Task<Dictionary<string, string>> Read(RawClient client, int count)
    {
        var values = new Dictionary<string, string>();
        for (int i = 0; i < count; i++)
        {
            ReceivedMessage message = await client.ReadPublishAsync();
            values[message.Topic["$SYS/broker/".Length..]] = message.Payload;
        }

        return values;
    }
}
