using System.Text;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class RetainedMessagesTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly BrokerStatistics _statistics = new();
    private readonly ListStore _store = new();
    private readonly RetainedMessages _retained;

    public RetainedMessagesTests() => _retained = Make(new MqttBrokerOptions());

    [Theory]
    [InlineData("#", "/a a a/ a/b a/b/c b/b")]
    [InlineData("a/#", "a a/ a/b a/b/c")]
    [InlineData("a/+", "a/ a/b")]
    [InlineData("+/b", "a/b b/b")]
    [InlineData("+/b/#", "a/b a/b/c b/b")]
    [InlineData("+", "a")]
    [InlineData("/a", "/a")]
    [InlineData("/+", "/a")]
    [InlineData("$SYS/#", "$SYS/x")]
    [InlineData("none", "")]
    public void Find_Filter_FindsTheTopicsItMatches(string filter, string expected)
    {
        foreach (string topic in new[] { "a", "a/", "a/b", "a/b/c", "b/b", "/a", "$SYS/x" })
            Publish(_retained, topic, "x");
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Find(filter));
    }

    [Fact]
    public void Publish_EmptyPayload_Removes()
    {
        Publish(_retained, "a/b/c", "x");
        Publish(_retained, "a/b", "x");
        Publish(_retained, "a/b/c", "");
        Assert.Equal(["a/b"], Find("#"));
        Publish(_retained, "a/b", "");
        Assert.Empty(Find("#"));
        Assert.Equal(0, _statistics.RetainedBytes);
        int operations = _store.Count;
        Publish(_retained, "never/there", "");
        Assert.Equal(operations, _store.Count);
    }

    [Fact]
    public void Publish_LimitReached_DropsCountsAndStillReplaces()
    {
        RetainedMessages few = Make(new MqttBrokerOptions { MaximumRetainedMessages = 2 });
        Publish(few, "a", "1");
        Publish(few, "b", "1");
        Publish(few, "c", "1");
        Publish(few, "a", "2");
        Assert.Equal(2, _statistics.RetainedMessages);
        Assert.Equal(1, _statistics.Dropped(DropReason.RetainedFull));

        RetainedMessages small = Make(new MqttBrokerOptions { MaximumRetainedBytes = 1_000 });
        Publish(small, "a", new string('x', 2_000));
        Assert.Equal(2, _statistics.Dropped(DropReason.RetainedFull));
    }

    [Fact]
    public void Find_Expired_LeavesItOut()
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var delivery = new Delivery();
        _retained.Publish(new RoutedPublish { Topic = "a"u8, Payload = "x"u8, Retain = true, ExpiresAtMs = now + 1_000 }, delivery);
        Assert.Equal(["a"], Find("a"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(Find("a"));
    }

    [Fact]
    public void Sweep_Expired_GivesItsRoomBackOnce()
    {
        Publish(_retained, "a", "x", expiresInMs: 1_000);
        Publish(_retained, "b", "x");
        Publish(_retained, "c", "old", expiresInMs: 1_000);
        Publish(_retained, "c", "new", expiresInMs: 2_000);
        _retained.Sweep();
        Assert.Equal(3, _statistics.RetainedMessages);
        _time.Advance(TimeSpan.FromSeconds(1));
        _retained.Sweep();
        Assert.Equal((2, 1), (_statistics.RetainedMessages, _statistics.Dropped(DropReason.Expired)));
        Assert.Equal(["b", "c"], Find("#"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Publish(_retained, "b", "");
        _retained.Sweep();
        Assert.Equal((0, 0), (_statistics.RetainedMessages, _statistics.RetainedBytes));
    }

    [Fact]
    public void Publish_FullOfExpired_HasRoom()
    {
        RetainedMessages few = Make(new MqttBrokerOptions { MaximumRetainedMessages = 2 });
        Publish(few, "a", "1", expiresInMs: 1_000);
        Publish(few, "b", "1", expiresInMs: 1_000);
        _time.Advance(TimeSpan.FromSeconds(1));
        Publish(few, "b", "2");
        Publish(few, "c", "2");
        Publish(few, "d", "2");
        Assert.Equal((2, 1), (_statistics.RetainedMessages, _statistics.Dropped(DropReason.RetainedFull)));
    }

    [Fact]
    public void Publish_OneTopicReplacedForEver_KeepsOnlyTheLast()
    {
        for (int i = 0; i < 10_000; i++)
            Publish(_retained, "a", "x", expiresInMs: 1_000_000 + i);
        Publish(_retained, "a", "last", expiresInMs: 1_000);
        Assert.InRange(_retained.Expiring, 1, 1_003);
        _time.Advance(TimeSpan.FromSeconds(1));
        _retained.Sweep();
        Assert.Empty(Find("#"));
        Assert.Equal(0, _statistics.RetainedMessages);
    }

    [Fact]
    public async Task Tick_RetainedExpired_IsGone()
    {
        await using TestBroker broker = await TestBroker.StartAsync(time: _time);
        using RawClient client = await broker.ConnectAsync("c");
        await client.PublishAsync("a", "x", qos: 1, packetId: 1, retain: true, properties: new PublishProperties { MessageExpirySeconds = 1 }.Encode());
        await client.ReadAckAsync();
        Assert.Equal(1, broker.Statistics.RetainedMessages);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, broker.Statistics.RetainedMessages);
    }

    [Fact]
    public void Publish_ReservedTopic_IsNeitherCountedNorStored()
    {
        RetainedMessages none = Make(new MqttBrokerOptions { MaximumRetainedMessages = 0 });
        Publish(none, "$SYS/x/y", "1");
        var found = new List<StoredMessage>();
        none.Find("$SYS/#"u8, found);
        Assert.Single(found);
        Assert.Empty(none.All());
        Assert.Equal(0, _statistics.RetainedMessages);
        Assert.Equal(0, _store.Count);
    }

    private RetainedMessages Make(MqttBrokerOptions options) => new(options, _statistics, new OperationLog(_store), _time);

    private void Publish(RetainedMessages retained, string topic, string payload, long expiresInMs = 0)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var delivery = new Delivery();
        delivery.Begin();
        retained.Publish(new RoutedPublish { Topic = Encoding.UTF8.GetBytes(topic), Payload = Encoding.UTF8.GetBytes(payload), Retain = true, ExpiresAtMs = expiresInMs == 0 ? 0 : now + expiresInMs }, delivery);
    }

    private IEnumerable<string> Find(string filter)
    {
        var found = new List<StoredMessage>();
        _retained.Find(Encoding.UTF8.GetBytes(filter), found);
        return found.Select(m => Encoding.UTF8.GetString(m.Topic)).Order(StringComparer.Ordinal);
    }
}
