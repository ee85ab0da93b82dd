using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Tests.Running;

public class KeptMessagesTests
{
    [Fact]
    public void Add_Full_DropsTheOldest()
    {
        var kept = new KeptMessages(2);
        Assert.True(kept.Add("/t", [1]));
        Assert.True(kept.Add("/t", [2]));
        Assert.False(kept.Add("/t", [3]));
        (_, IReadOnlyList<byte[]> payloads) = kept.Take(10, 1000);
        Assert.Equal([2, 3], payloads.Select(p => (int)p[0]));
        Assert.Equal(0, kept.Count);
    }

    [Fact]
    public void Take_LimitsOfCountAndSize_AreKept()
    {
        var kept = new KeptMessages(10);
        for (int i = 0; i < 6; i++)
            kept.Add("/t", new byte[100]);
        Assert.Equal(2, kept.Take(2, 1000).Payloads.Count);
        Assert.Equal(3, kept.Take(10, 350).Payloads.Count);
        Assert.Single(kept.Take(10, 50).Payloads);
    }

    [Fact]
    public void Take_OtherTopic_IsLeft()
    {
        var kept = new KeptMessages(10);
        kept.Add("/snapshot/a", [1]);
        kept.Add("/snapshot/b", [2]);
        Assert.Equal("/snapshot/a", kept.Take(10, 1000).Topic);
        Assert.Equal("/snapshot/b", kept.Take(10, 1000).Topic);
    }
}
