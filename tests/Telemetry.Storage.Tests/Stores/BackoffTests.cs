using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

public sealed class BackoffTests
{
    private static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Maximum = TimeSpan.FromSeconds(3);

    [Fact]
    public void Next_ManyFailures_StaysWithinTheDoublingLimit()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var backoff = new Backoff(Initial, Maximum, new Random(seed));
            for (int i = 0; i < 50; i++)
            {
                TimeSpan most = i < 5 ? Initial * (1 << i) : Maximum;
                Assert.InRange(backoff.Next(null), TimeSpan.FromMilliseconds(1), most);
            }
        }
    }

    [Fact]
    public void Next_ManyWorkers_AreSpreadOverTheWholeWait()
    {
        double[] waits = [.. Enumerable.Range(0, 1_000).Select(seed => new Backoff(Maximum, Maximum, new Random(seed)).Next(null).TotalSeconds)];
        Assert.InRange(waits.Average(), 1.2, 1.8);
        Assert.Contains(waits, w => w < 0.3);
        Assert.Contains(waits, w => w > 2.7);
    }

    [Fact]
    public void Reset_AfterSuccess_StartsSmallAgain()
    {
        var backoff = new Backoff(Initial, Maximum, new Random(1));
        for (int i = 0; i < 10; i++)
            backoff.Next(null);
        backoff.Reset();
        Assert.InRange(backoff.Next(null), TimeSpan.FromMilliseconds(1), Initial);
    }

    [Fact]
    public void Next_StoreAsked_WaitsThatLongButNotForHours()
    {
        var backoff = new Backoff(Initial, Maximum, new Random(1));
        Assert.InRange(backoff.Next(TimeSpan.FromSeconds(30)), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(33));
        Assert.InRange(backoff.Next(TimeSpan.FromDays(1)), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
    }
}
