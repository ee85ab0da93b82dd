using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Tests.Topics;

public class SubscriptionTreeTests
{
    [Theory]
    [InlineData("a/b/c", "a/b/c", true)]
    [InlineData("a/b", "a/b/c", false)]
    [InlineData("a/b/c", "a/b", false)]
    [InlineData("+/b", "a/b", true)]
    [InlineData("+", "a/b", false)]
    [InlineData("+/+", "/a", true)]
    [InlineData("/+", "/a", true)]
    [InlineData("+", "/a", false)]
    [InlineData("#", "a/b/c", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/", true)]
    [InlineData("a/#", "ab", false)]
    [InlineData("a/+/#", "a", false)]
    [InlineData("a/+/#", "a/b", true)]
    [InlineData("a/+", "a/", true)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    [InlineData("$SYS/+", "$SYS/x", true)]
    [InlineData("$SYS", "$SYS", true)]
    [InlineData("A/b", "a/b", false)]
    public void Match_OneFilter_AsTheSpecificationSays(string filter, string topic, bool expected)
    {
        var tree = new SubscriptionTree<string>();
        tree.TryAdd(Utf8(filter), "s");
        Assert.Equal(expected, Match(tree, topic).Count == 1);
    }

    [Fact]
    public void Match_RandomFilters_FindsWhatTheRuleFinds()
    {
        Gen<string> level = Gen.Elements("a", "b", "", "$x", "+");
        Gen<string> filter =
            from levels in level.NonEmptyListOf().Where(l => l.Count <= 5)
            from ending in Gen.Elements("", "/#")
            select string.Join('/', levels) + ending;
        Gen<string> topic = Gen.Elements("a", "b", "", "$x").NonEmptyListOf().Where(l => l.Count <= 5).Select(l => string.Join('/', l));
        var cases = from filters in filter.Where(f => f.Length > 0).ListOf()
                    from removed in Gen.Choose(0, 3)
                    from topics in topic.Where(t => t.Length > 0).NonEmptyListOf()
                    select (filters, removed, topics);

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var tree = new SubscriptionTree<string>();
            List<string> subscribers = [.. c.filters.Select(f => new string(f))];
            foreach (string s in subscribers)
                Assert.True(tree.TryAdd(Utf8(s), s));
            foreach (string s in subscribers.Take(c.removed).ToList())
            {
                Assert.True(tree.Remove(Utf8(s), s));
                subscribers.RemoveAt(subscribers.FindIndex(other => ReferenceEquals(other, s)));
            }

            foreach (string t in c.topics)
            {
                IEnumerable<string> expected = subscribers.Where(s => Matches(s.Split('/'), t.Split('/'))).Order(StringComparer.Ordinal);
                Assert.Equal(expected, Match(tree, t).Order(StringComparer.Ordinal));
            }

            foreach (string s in subscribers)
                tree.Remove(Utf8(s), s);
            Assert.Equal(0, tree.Count);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryAdd_ManyChildrenComeAndGo_FindsThoseThatStayed()
    {
        var tree = new SubscriptionTree<string>();
        for (int i = 0; i < 5_000; i++)
            tree.TryAdd(Utf8($"city/{i}/command"), $"{i}");
        for (int i = 0; i < 5_000; i += 2)
            Assert.True(tree.Remove(Utf8($"city/{i}/command"), Match(tree, $"city/{i}/command").Single()));

        for (int i = 0; i < 5_000; i++)
            Assert.Equal(i % 2, Match(tree, $"city/{i}/command").Count);
        Assert.Equal(2_500, tree.Count);
    }

    [Fact]
    public void TryAdd_HundredLevels_Matches()
    {
        var tree = new SubscriptionTree<string>();
        string topic = string.Join('/', Enumerable.Range(0, 100));
        tree.TryAdd(Utf8(topic), "exact");
        tree.TryAdd(Utf8(string.Join('/', Enumerable.Repeat("+", 100))), "plus");
        tree.TryAdd(Utf8("0/#"), "hash");
        Assert.Equal(["exact", "hash", "plus"], Match(tree, topic).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TryAdd_LevelsUsedUp_RefusesUntilSomeAreFree()
    {
        var tree = new SubscriptionTree<string>(maximumLevels: 4);
        string held = "a/b/c";
        Assert.True(tree.TryAdd(Utf8(held), held));
        Assert.False(tree.TryAdd(Utf8("x/y"), "no"));
        Assert.Empty(Match(tree, "x/y"));
        Assert.True(tree.Remove(Utf8(held), held));
        Assert.True(tree.TryAdd(Utf8("x/y"), "yes"));
    }

    [Fact]
    public void Replace_Subscriber_TakesItsPlace()
    {
        var tree = new SubscriptionTree<string>();
        string old = "old";
        tree.TryAdd("a/#"u8, old);
        long version = tree.Version;
        Assert.True(tree.Replace("a/#"u8, old, "new"));
        Assert.Equal(["new"], Match(tree, "a/b"));
        Assert.NotEqual(version, tree.Version);
        Assert.False(tree.Replace("a/#"u8, old, "other"));
        Assert.False(tree.Replace("b"u8, old, "other"));
    }

    [Fact]
    public void Remove_NeverAdded_ChangesNothing()
    {
        var tree = new SubscriptionTree<string>();
        tree.TryAdd("a"u8, "s");
        Assert.False(tree.Remove("a"u8, "other"));
        Assert.False(tree.Remove("b"u8, "s"));
        Assert.Equal(1, tree.Count);
    }

    [Fact]
    public async Task Match_BesideChanges_AlwaysFindsWhatStays()
    {
        var tree = new SubscriptionTree<string>();
        tree.TryAdd("city/+/stays"u8, "stays");
        using var done = new CancellationTokenSource();
        Task changing = Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                string name = $"city/{i % 50}/stays";
                tree.TryAdd(Utf8(name), name);
                tree.Remove(Utf8(name), name);
            }

            done.Cancel();
        });
        for (int i = 0; !done.IsCancellationRequested; i++)
            Assert.Contains("stays", Match(tree, $"city/{i % 50}/stays"));
        await changing;
        Assert.Equal(1, tree.Count);
    }

    [Fact]
    public void Match_WarmTree_AllocatesNothing()
    {
        var tree = new SubscriptionTree<string>();
        tree.TryAdd("city/+/heating/#"u8, "a");
        tree.TryAdd("city/linqing/heating/hs-0001/telemetry"u8, "b");
        var found = new List<string>(16);
        byte[] topic = Utf8("city/linqing/heating/hs-0001/telemetry");
        tree.Match(topic, found);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            found.Clear();
            tree.Match(topic, found);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(2, found.Count);
    }

    private static List<string> Match(SubscriptionTree<string> tree, string topic)
    {
        var found = new List<string>();
        tree.Match(Utf8(topic), found);
        return found;
    }

    // The rule of section 4.7, as slow and plain as possible.
    private static bool Matches(ReadOnlySpan<string> filter, ReadOnlySpan<string> topic, bool isFirst = true)
    {
        if (filter.IsEmpty)
            return topic.IsEmpty;
        bool isReserved = isFirst && topic[0].StartsWith('$');
        if (filter[0] == "#")
            return !isReserved;
        if (topic.IsEmpty || (filter[0] == "+" ? isReserved : filter[0] != topic[0]))
            return false;
        return Matches(filter[1..], topic[1..], isFirst: false);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
