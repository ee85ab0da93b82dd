using Telemetry.Mqtt.Broker;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

public class ReadFillTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void OnRead_LoneMessages_NeverFills()
    {
        var fill = new ReadFill(TimeSpan.FromMilliseconds(1), _time);
        Assert.False(Read(fill, reads: 1_000, messages: 1, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void OnRead_BusyWithSmallReads_Fills()
    {
        var fill = new ReadFill(TimeSpan.FromMilliseconds(1), _time);
        for (int i = 0; i < 100 && !fill.IsFilling; i++)
            Read(fill, reads: 1, messages: 1, TimeSpan.FromMicroseconds(50));
        Assert.True(fill.IsFilling);
        Assert.True(Read(fill, reads: 100, messages: 40, TimeSpan.FromMilliseconds(1)));
    }

    [Fact]
    public void OnRead_LargeReads_NeverFills()
    {
        var fill = new ReadFill(TimeSpan.FromMilliseconds(1), _time);
        Assert.False(Read(fill, reads: 1_000, messages: 300, TimeSpan.FromMicroseconds(50)));
    }

    [Fact]
    public void OnRead_WaitBroughtNothing_StaysAwayLongerEachTime()
    {
        var fill = new ReadFill(TimeSpan.FromMilliseconds(1), _time);
        int waits = 0;
        for (int i = 0; i < 10_000; i++)
        {
            waits += fill.IsFilling ? 1 : 0;
            Read(fill, reads: 1, messages: 1, TimeSpan.FromMicroseconds(30));
        }

        Assert.InRange(waits, 1, 12);
    }

    [Fact]
    public void OnRead_Disabled_NeverFills() =>
        Assert.False(Read(new ReadFill(TimeSpan.Zero, _time), reads: 1_000, messages: 1, TimeSpan.FromMicroseconds(50)));

    private bool Read(ReadFill fill, int reads, int messages, TimeSpan interval)
    {
        for (int i = 0; i < reads; i++)
        {
            _time.Advance(interval);
            fill.OnRead(messages);
        }

        return fill.IsFilling;
    }
}
