using Telemetry.Mqtt.Client;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Client;

public class KeepAliveMonitorTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly KeepAliveMonitor _monitor;

    public KeepAliveMonitorTests() => _monitor = new KeepAliveMonitor(TimeSpan.FromSeconds(20), _time);

    [Fact]
    public void Check_TrafficBothWays_DoesNothing()
    {
        for (int i = 0; i < 20; i++)
        {
            Advance(5);
            _monitor.Sent();
            _monitor.Received();
            Assert.Equal(KeepAliveAction.None, _monitor.Check());
        }
    }

    [Fact]
    public void Check_NothingSentForHalfTheTime_PingsOnce()
    {
        Advance(5);
        Assert.Equal(KeepAliveAction.None, _monitor.Check());
        Advance(5);
        _monitor.Received();
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
        _monitor.Sent();
        Advance(5);
        Assert.Equal(KeepAliveAction.None, _monitor.Check());
    }

    [Fact]
    public void Check_OnlyThePeerIsSilent_Pings()
    {
        Advance(10);
        _monitor.Sent();
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
    }

    [Fact]
    public void Check_PingNotAnswered_Closes()
    {
        Advance(10);
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
        _monitor.Sent();
        Advance(9);
        Assert.Equal(KeepAliveAction.None, _monitor.Check());
        Advance(1);
        Assert.Equal(KeepAliveAction.Close, _monitor.Check());
    }

    [Fact]
    public void Check_PingAnswered_PingsAgainLater()
    {
        Advance(10);
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
        _monitor.Sent();
        Advance(1);
        _monitor.Received();
        Advance(4);
        Assert.Equal(KeepAliveAction.None, _monitor.Check());
        Advance(5);
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
    }

    [Fact]
    public void Check_NobodyReads_DoesNotCallThePeerDead()
    {
        Advance(10);
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
        _monitor.Sent();
        _monitor.Pause();
        for (int i = 0; i < 20; i++)
        {
            Advance(5);
            Assert.NotEqual(KeepAliveAction.Close, _monitor.Check());
        }

        Advance(1);
        _monitor.Received();
        Advance(10);
        Assert.Equal(KeepAliveAction.Ping, _monitor.Check());
        Advance(10);
        Assert.Equal(KeepAliveAction.Close, _monitor.Check());
    }

    private void Advance(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
