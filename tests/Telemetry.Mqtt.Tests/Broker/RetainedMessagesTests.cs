using System.Text;
using Telemetry.Mqtt.Broker;
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

    private static void Publish(RetainedMessages retained, string topic, string payload)
    {
        var delivery = new Delivery();
        delivery.Begin();
        retained.Publish(new RoutedPublish { Topic = Encoding.UTF8.GetBytes(topic), Payload = Encoding.UTF8.GetBytes(payload), Retain = true }, delivery);
    }

    private IEnumerable<string> Find(string filter)
    {
        var found = new List<StoredMessage>();
        _retained.Find(Encoding.UTF8.GetBytes(filter), found);
        return found.Select(m => Encoding.UTF8.GetString(m.Topic)).Order(StringComparer.Ordinal);
    }
}
