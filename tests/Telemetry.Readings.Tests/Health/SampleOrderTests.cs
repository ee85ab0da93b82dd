namespace Telemetry.Readings.Tests.Health;

public sealed class SampleOrderTests
{
    private static DeviceFaultCounts None => default;
    private readonly WatchRig _rig = new();

    public static TheoryData<string, (long Ts, long Seq)[], DeviceFault?> Streams => new()
    {
        { "in order", [(1, 1), (2, 2), (3, 3)], null },
        { "begins anywhere", [(1, 5000), (2, 5001)], null },
        { "one missing", [(1, 1), (3, 3)], DeviceFault.SequenceGap },
        { "a thousand missing", [(1, 1), (3, 1002)], DeviceFault.SequenceGap },
        { "sent again", [(1, 1), (2, 2), (1, 1)], DeviceFault.Duplicate },
        { "last one sent again", [(1, 1), (1, 1)], DeviceFault.Duplicate },
        { "late, after its gap", [(1, 1), (3, 3), (2, 2)], DeviceFault.Late },
        { "later than the window", [(1, 1), (100, 100), (2, 2)], DeviceFault.Late },
        { "counter begins again", [(1, 900), (2, 901), (3, 0)], DeviceFault.SequenceRestart },
        { "counter begins again soon", [(1, 1), (2, 2), (3, 1)], DeviceFault.SequenceRestart },
        { "counter wraps", [(1, 65534), (2, 65535), (3, 0)], DeviceFault.SequenceRestart },
        { "two of one millisecond", [(1, 1), (1, 2), (1, 3)], null },
        { "clock back, number on", [(5, 1), (2, 2)], null },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_WithNumbers_IsJudgedAtItsLastSample(string name, (long Ts, long Seq)[] stream, DeviceFault? last)
    {
        DeviceFaultCounts faults = default;
        for (int i = 0; i < stream.Length; i++)
        {
            faults = _rig.Send($$"""{"ts":{{WatchRig.Start - 200_000 + (stream[i].Ts * 1000)}},"seq":{{stream[i].Seq}},"other":1}""");
            if (i < stream.Length - 1 && last != DeviceFault.Late)
                Assert.Equal(None, faults);
        }

        Assert.True(faults.Equals(last is { } fault ? new DeviceFaultCounts { [fault] = 1 } : None), $"{name}: {faults}");
    }

    [Fact]
    public void Gap_FilledByWhatWasLate_IsDuplicateTheSecondTime()
    {
        Send(1, 1);
        Assert.Equal(1, Send(4, 4)[DeviceFault.SequenceGap]);
        Assert.Equal(1, Send(2, 2)[DeviceFault.Late]);
        Assert.Equal(1, Send(2, 2)[DeviceFault.Duplicate]);
        Assert.Equal(1, Send(3, 3)[DeviceFault.Late]);
        Assert.Equal(None, Send(5, 5));
    }

    [Theory]
    [InlineData(1, 2, null)]
    [InlineData(2, 2, DeviceFault.Duplicate)]
    [InlineData(2, 1, DeviceFault.Late)]
    public void Stream_WithoutNumbers_IsJudgedByItsTimes(long first, long second, DeviceFault? expected)
    {
        _rig.Send($$"""{"ts":{{WatchRig.Start - 10_000 + first}},"other":1}""");
        DeviceFaultCounts faults = _rig.Send($$"""{"ts":{{WatchRig.Start - 10_000 + second}},"other":1}""");

        Assert.Equal(expected is { } fault ? new DeviceFaultCounts { [fault] = 1 } : None, faults);
    }

    [Theory]
    [InlineData(500, 0, DeviceFault.SequenceRestart)]
    [InlineData(30, 0, DeviceFault.Late)]
    [InlineData(30, 30, DeviceFault.Duplicate)]
    public void Stream_WithoutTimes_IsJudgedByItsNumbers(long first, long second, DeviceFault expected)
    {
        _rig.Send($$"""{"seq":{{first}},"other":1}""");
        _rig.NowMs += 1000;

        Assert.Equal(new DeviceFaultCounts { [expected] = 1 }, _rig.Send($$"""{"seq":{{second}},"other":1}"""));
    }

    [Fact]
    public void Restart_WithoutTimes_IsSeenWhereACounterBegins()
    {
        for (int seq = 0; seq < 5; seq++)
            Assert.Equal(None, _rig.Send($$"""{"seq":{{seq}},"other":1}"""));

        Assert.Equal(new DeviceFaultCounts { [DeviceFault.SequenceRestart] = 1 }, _rig.Send("""{"seq":0,"other":1}"""));
        Assert.Equal(None, _rig.Send("""{"seq":1,"other":1}"""));
    }

    [Fact]
    public void Batch_IsJudgedSampleBySampleAndGoesOnInTheNext()
    {
        string Batch(int from) => "[" + string.Join(',', Enumerable.Range(from, 3).Select(i => $$"""{"ts":{{WatchRig.Start - 60_000 + i}},"seq":{{i}},"other":1}""")) + "]";

        Assert.Equal(None, _rig.Send(Batch(1)));
        Assert.Equal(None, _rig.Send(Batch(4)));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.Duplicate] = 3 }, _rig.Send(Batch(4)));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.SequenceGap] = 1 }, _rig.Send(Batch(10)));
    }

    [Fact]
    public void ReadingInTwoMessages_IsNoDuplicateAndBothAreJudged()
    {
        string Part(long second, string field, double value) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"ts":{{WatchRig.Start - 100_000 + (second * 1000)}},"{{field}}":{{value}}}""");

        Assert.Equal(None, _rig.Send(Part(1, "other", 1)));
        Assert.Equal(None, _rig.Send(Part(1, "level", 2)));
        Assert.Equal(None, _rig.Send(Part(2, "other", 1)));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.Jump] = 1 }, _rig.Send(Part(2, "level", 50)));
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.Duplicate] = 1 }, _rig.Send(Part(2, "level", 50)));
    }

    [Fact]
    public void EventsOfOneMillisecond_AreNoDuplicates()
    {
        string now = $$"""{"ts":{{WatchRig.Start}},"event":"alarm"}""";

        Assert.Equal(None, _rig.Send(now, isEvent: true));
        Assert.Equal(None, _rig.Send(now, isEvent: true));
    }

    [Fact]
    public void Replay_OfYesterdaysCapture_IsLateAndDisturbsNothing()
    {
        const long Day = 86_400_000;
        for (int minute = 0; minute < 30; minute++)
        {
            _rig.NowMs = WatchRig.Start + (minute * 60_000);
            Assert.Equal(None, _rig.Send($$"""{"ts":{{_rig.NowMs}},"level":2}"""));
            Assert.Equal(new DeviceFaultCounts { [DeviceFault.Late] = 1 }, _rig.Send($$"""{"ts":{{_rig.NowMs - Day}},"level":40}"""));
        }

        Assert.Equal(0, _rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs);
    }

    [Fact]
    public void Channels_AndDevices_CountForThemselves()
    {
        Send(1, 1);

        Assert.Equal(None, _rig.Send($$"""{"ts":{{WatchRig.Start - 100_000}},"seq":900,"event":"alarm"}""", isEvent: true));
        Assert.Equal(None, _rig.Send($$"""{"ts":{{WatchRig.Start - 100_000}},"seq":700,"other":1}""", device: 1));
        Assert.Equal(None, Send(2, 2));
    }

    private DeviceFaultCounts Send(long second, long seq) => _rig.Send($$"""{"ts":{{WatchRig.Start - 100_000 + (second * 1000)}},"seq":{{seq}},"other":1}""");
}
