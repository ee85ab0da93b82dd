using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Health;

public sealed class DeviceWatchTests
{
    private const long Minute = 60_000;
    private WatchRig _rig = new();

    [Fact]
    public void Of_DeviceThatNeverSpoke_IsEmpty()
    {
        DeviceHealth health = _rig.Watch.Of(_rig.City.Devices[0]);

        Assert.Equal((null, 0, 0), (health.ClockSkewMs, health.Flooded, health.Faults.Count));
    }

    [Fact]
    public void Of_TellsEachFaultWithItsLastTime()
    {
        _rig.Send("""{"level":1000,"other":"x","humidity":1}""");
        _rig.NowMs += 5000;
        _rig.Send("""{"level":1000,"humidity":1}""");

        Assert.Equal(
            [new DeviceFaultItem(DeviceFault.WrongType, 1, WatchRig.Start), new DeviceFaultItem(DeviceFault.OutOfRange, 2, WatchRig.Start + 5000)],
            _rig.Watch.Of(_rig.City.Devices[0]).Faults);
        Assert.Empty(_rig.Watch.Of(_rig.City.Devices[1]).Faults);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-7_200_000, -7_200_000)]
    [InlineData(90_000, 90_000)]
    [InlineData(36_000_000, 36_000_000)]
    public void ClockSkew_IsTheLeastDisturbedDistance(long offsetMs, long expected)
    {
        int[] delays = [3000, 250, 40, 0, 900, 5000, 60];
        foreach (int delay in delays)
        {
            long sampledAt = _rig.NowMs;
            _rig.NowMs += delay;
            _rig.Send($$"""{"ts":{{sampledAt + offsetMs}},"other":1}""");
            _rig.NowMs += 30_000 - delay;
        }

        Assert.Equal(expected, _rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs);
    }

    [Fact]
    public void ClockSkew_OfATimeThatNoClockHas_IsLeftOut()
    {
        _rig.Send($$"""{"ts":{{_rig.NowMs - 20}},"level":1}""");
        foreach (string ts in (string[])["999999999999999", "-999999999999999"])
            _rig.Send($$"""{"ts":{{ts}},"level":1}""");

        Assert.Equal(-20, _rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs);
    }

    [Fact]
    public void ClockSkew_OfKeptSamples_IsThatOfTheNewest()
    {
        _rig.Send($$"""[{"ts":{{WatchRig.Start - 3_600_000}},"other":1},{"ts":{{WatchRig.Start - 20}},"other":2}]""");

        Assert.Equal(-20, _rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs);
    }

    [Fact]
    public void ClockSkew_AfterTheClockWasSet_IsForgottenWithinTwoWindows()
    {
        for (int minute = 0; minute < 40; minute++)
        {
            _rig.NowMs = WatchRig.Start + (minute * Minute);
            _rig.Send($$"""{"ts":{{_rig.NowMs + (minute < 15 ? 120_000 : 0)}},"other":{{minute}}}""");
        }

        Assert.Equal(0, _rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs);
        Assert.Equal(2, _rig.Count(DeviceFault.ClockSkew));
    }

    [Fact]
    public void ClockSkew_Fault_IsCountedOncePerWindow()
    {
        for (int minute = 0; minute <= 30; minute++)
        {
            _rig.NowMs = WatchRig.Start + (minute * Minute);
            _rig.Send($$"""{"ts":{{_rig.NowMs - 31_000}},"other":1}""");
        }

        Assert.Equal(3, _rig.Count(DeviceFault.ClockSkew));
    }

    [Theory]
    [InlineData("""{"other":1}""")]
    [InlineData("""{"ts":"today","other":1}""")]
    [InlineData("""{"ts":null,"other":1}""")]
    public void ClockSkew_WithoutATimestamp_IsNotKnown(string payload)
    {
        _rig.Send(payload);

        Assert.Null(_rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("1e300")]
    public void ClockSkew_OfANonsenseTime_DoesNotOverflow(string ts)
    {
        _rig.Send($$"""{"ts":{{ts}},"other":1}""");

        Assert.InRange(_rig.Watch.Of(_rig.City.Devices[0]).ClockSkewMs ?? 0, -2_000_000_000_000_000, 2_000_000_000_000_000);
    }

    [Fact]
    public void Admit_Flood_IsRefusedBeyondTheBurstAndOneASecondIsKept()
    {
        _rig = new WatchRig(new PayloadOptions { MessagesPerSecond = 10, MessageBurst = 20 });

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Admission.Taken, Admit(0)));
        Assert.Equal(Admission.Kept, Admit(0));
        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal(Admission.Dropped, Admit(0)));
        _rig.NowMs += 100;
        Assert.Equal([Admission.Taken, Admission.Dropped], [Admit(0), Admit(0)]);
        _rig.NowMs += 950;
        Assert.Equal(9, Enumerable.Range(0, 9).Count(_ => Admit(0) == Admission.Taken));
        Assert.Equal([Admission.Kept, Admission.Dropped], [Admit(0), Admit(0)]);
        Assert.Equal(104, _rig.Watch.Of(_rig.City.Devices[0]).Flooded);
    }

    [Fact]
    public void Admit_FloodOfOneDevice_DoesNotTouchItsNeighbour()
    {
        _rig = new WatchRig(new PayloadOptions { MessagesPerSecond = 1, MessageBurst = 1 });
        for (int i = 0; i < 1000; i++)
            Admit(0);

        Assert.Equal(Admission.Taken, Admit(1));
    }

    [Fact]
    public void Admit_KindWithItsOwnLimit_GoesByIt()
    {
        _rig = new WatchRig(new PayloadOptions { MessagesPerSecond = 100, MessageBurst = 5 }, "    messages-per-second: 0.5");

        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => Admit(0) == Admission.Taken));
        _rig.NowMs += 2000;
        Assert.Equal(1, Enumerable.Range(0, 100).Count(_ => Admit(0) == Admission.Taken));
    }

    [Theory]
    [InlineData("100ms", 100, 1_728_000)]
    [InlineData("1s", 10, 172_800)]
    [InlineData("30s", 10, 5_760)]
    [InlineData("1h", 10, 1_000)]
    public void Admit_WithoutOptions_TheIntervalSaysHowMany(string interval, int perSecond, int burst)
    {
        _rig = new WatchRig(interval: interval);

        Assert.Equal(burst, Enumerable.Range(0, burst + 10).Count(_ => Admit(0) == Admission.Taken));
        _rig.NowMs += 1000;
        Assert.Equal(perSecond, Enumerable.Range(0, perSecond + 10).Count(_ => Admit(0) == Admission.Taken));
        Assert.Equal(Admission.Taken, Admit(1));
    }

    [Theory]
    [InlineData(null, 7, 7, 10)]
    [InlineData(3.0, null, 5_760, 3)]
    public void Admit_OneOptionAlone_LeavesTheOtherToTheInterval(double? perSecond, int? burst, int atOnce, int aSecondLater)
    {
        _rig = new WatchRig(new PayloadOptions { MessagesPerSecond = perSecond, MessageBurst = burst });

        Assert.Equal(atOnce, Enumerable.Range(0, atOnce + 10).Count(_ => Admit(0) == Admission.Taken));
        _rig.NowMs += 1000;
        Assert.Equal(Math.Min(aSecondLater, atOnce), Enumerable.Range(0, 20).Count(_ => Admit(0) == Admission.Taken));
    }

    [Fact]
    public void Admit_ClockThatGoesBack_NeitherGivesNorTakes()
    {
        _rig = new WatchRig(new PayloadOptions { MessagesPerSecond = 10, MessageBurst = 10 });
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => Admit(0) == Admission.Taken));

        _rig.NowMs -= 3_600_000;
        Assert.NotEqual(Admission.Taken, Admit(0));
        _rig.NowMs += 1000;
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => Admit(0) == Admission.Taken));
    }

    [Theory]
    [InlineData(true, Channel.Event, true)]
    [InlineData(true, Channel.Telemetry, false)]
    [InlineData(false, Channel.Event, false)]
    public void Admit_EventsOfLifeSafety_AreNeverRefused(bool lifeSafety, Channel channel, bool isUnlimited)
    {
        string rule = "    rules: [ { id: a, event: [alarm], severity: high, life-safety: " + (lifeSafety ? "true" : "false")
            + ", clear-event: cleared, title: { zh: 警, en: Alarm } } ]";
        _rig = new WatchRig(new PayloadOptions { MessagesPerSecond = 1, MessageBurst = 1 }, rule);

        int taken = Enumerable.Range(0, 100).Count(_ => _rig.Watch.Admit(_rig.City.Devices[0], channel, _rig.NowMs) == Admission.Taken);

        Assert.Equal(isUnlimited ? 100 : 1, taken);
    }

    [Fact]
    public void Adopt_NewCity_KeepsWhatIsKnownOfEachDevice()
    {
        long ts = WatchRig.Start - 1000;
        _rig.Send($$"""{"ts":{{ts}},"seq":10,"level":2}""");
        City other = WatchRig.Again();

        _rig.Watch.Adopt(other);

        DeviceFaultCounts faults = _rig.Send($$"""{"ts":{{ts + 1000}},"seq":12,"level":9}""", city: other);
        Assert.Equal(new DeviceFaultCounts { [DeviceFault.SequenceGap] = 1, [DeviceFault.Jump] = 1 }, faults);
        Assert.Equal(2, _rig.Watch.Of(other.Devices[0]).Faults.Count);
    }

    [Fact]
    public void Judge_MessageOfTheCityBefore_IsTakenWithoutComparing()
    {
        _rig.Send($$"""{"seq":10,"level":2}""");

        _rig.Watch.Adopt(WatchRig.Again());

        Assert.True(_rig.Send($$"""{"seq":12,"level":9}""").IsZero);
        Assert.Equal(Admission.Taken, Admit(0));
        Assert.Empty(_rig.Watch.Of(_rig.City.Devices[0]).Faults);
    }

    [Fact]
    public void Judge_SteadyState_AllocatesNothing()
    {
        byte[] payload = """{"ts":1763700000000,"seq":1,"level":2.5,"humidity":55,"other":3}"""u8.ToArray();
        var decoder = new PayloadDecoder(new PayloadOptions(), _rig.Watch);
        Device device = _rig.City.Devices[0];
        for (int i = 0; i < 2000; i++)
            decoder.DecodeReadings(device, payload, WatchRig.Start);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            _rig.Watch.Admit(device, Channel.Telemetry, WatchRig.Start + (i * 1000));
            decoder.DecodeReadings(device, payload, WatchRig.Start);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Judge_FromManyThreads_CountsEverySample()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var decoder = new PayloadDecoder(new PayloadOptions(), _rig.Watch);
            for (int i = 0; i < 5000; i++)
                decoder.DecodeReadings(_rig.City.Devices[0], """{"other":"x","humidity":1}"""u8, WatchRig.Start);
        })));

        Assert.Equal(20_000, _rig.Count(DeviceFault.WrongType));
    }

    private Admission Admit(int device) => _rig.Watch.Admit(_rig.City.Devices[device], Channel.Telemetry, _rig.NowMs);
}
