using Telemetry.Mqtt.Client;

namespace Telemetry.Mqtt.Tests.Client;

public class ReconnectBackoffTests
{
    [Fact]
    public void Next_ManyFailures_DoublesUpToTheMaximumAndKeepsHalfRandom()
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Random(7));
        double[] longest = [1, 2, 4, 8, 16, 30, 30, 30];
        foreach (double seconds in longest)
            Assert.InRange(backoff.Next().TotalSeconds, seconds / 2, seconds);
    }

    [Fact]
    public void Next_TwoClients_DoNotComeTogether()
    {
        var one = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Random(1));
        var other = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), new Random(2));
        Assert.NotEqual(one.Next(), other.Next());
    }

    [Fact]
    public void Next_AfterMillionsOfFailures_IsStillTheMaximum()
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), new Random(7));
        for (int i = 0; i < 100_000; i++)
            Assert.InRange(backoff.Next(), TimeSpan.FromMilliseconds(5), TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(30, 29, false, false)]
    [InlineData(30, 30, false, true)]
    [InlineData(5, 9, false, false)]
    [InlineData(5, 10, false, true)]
    [InlineData(30, 3_600, true, false)]
    public void ConnectionEnded_OnlyOneThatLasted_BeginsAnew(int maximum, int seconds, bool isTakenOver, bool anew)
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(maximum), new Random(7));
        for (int i = 0; i < 5; i++)
            backoff.Next();
        backoff.ConnectionEnded(TimeSpan.FromSeconds(seconds), isTakenOver);
        Assert.Equal(anew, backoff.Next() <= TimeSpan.FromSeconds(1));
    }
}
