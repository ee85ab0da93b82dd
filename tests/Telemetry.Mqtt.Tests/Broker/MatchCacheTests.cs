using System.Text;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Tests.Broker;

public class MatchCacheTests
{
    private readonly SubscriptionTree<Subscription> _tree = new();
    private readonly MatchCache _cache;
    private readonly SessionServices _services;

    public MatchCacheTests()
    {
        _cache = new MatchCache(_tree);
        var log = new OperationLog(new TransientBrokerStore());
        _services = new SessionServices(new MqttBrokerOptions(), _tree, new SharedGroups(), log, new Wills(log), new BrokerStatistics(), TimeProvider.System);
    }

    [Fact]
    public void Find_TreeChanges_SeesIt()
    {
        Session session = new("c", _services);
        Assert.Empty(Find("a"));
        Subscription subscription = Add(session, "a");
        Assert.Same(session, Assert.Single(Find("a")).Session);
        _tree.Remove("a"u8, subscription);
        Add(session, "b");
        Assert.Empty(Find("a"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)] // beyond a linear search
    public void Find_OverlappingFiltersOfManySessions_GivesEachSessionOnce(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var session = new Session($"c{i}", _services);
            Add(session, "a/#");
            Add(session, "a/+", QualityOfService.ExactlyOnce);
        }

        MatchTarget[] targets = Find("a/b");
        Assert.Equal(count, targets.Length);
        Assert.Equal(count, targets.Select(t => t.Session).Distinct().Count());
        Assert.All(targets, t => Assert.Equal(QualityOfService.ExactlyOnce, t.QualityOfService));
    }

    [Fact]
    public void Find_MoreTopicsThanItHolds_StaysRight()
    {
        Add(new Session("c", _services), "t/+/yes");
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 40_000; i++)
                Assert.Equal(i % 2, Find($"t/{i}/{(i % 2 == 0 ? "no" : "yes")}").Length);
        }
    }

    [Fact]
    public void Find_KnownTopics_AllocatesNothing()
    {
        Add(new Session("c", _services), "city/+/heating/+/command");
        byte[][] topics = [.. Enumerable.Range(0, 500).Select(i => Encoding.UTF8.GetBytes($"city/linqing/heating/hs-{i:d4}/telemetry"))];
        var scratch = new List<Subscription>();
        foreach (byte[] topic in topics.Concat(topics))
            _cache.Find(topic, scratch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int found = 0;
        for (int i = 0; i < 100; i++)
            found += _cache.Find(topics[i], scratch).Length;
        // A few topics may share a slot; a miss costs about 150 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000);
        Assert.Equal(0, found);
    }

    private Subscription Add(Session session, string filter, QualityOfService qos = QualityOfService.AtMostOnce)
    {
        var subscription = new Subscription(session, Encoding.UTF8.GetBytes(filter), qos, noLocal: false, retainAsPublished: false, identifier: 0);
        Assert.True(_tree.TryAdd(subscription.Filter, subscription));
        return subscription;
    }

    private MatchTarget[] Find(string topic) => _cache.Find(Encoding.UTF8.GetBytes(topic), []);
}
