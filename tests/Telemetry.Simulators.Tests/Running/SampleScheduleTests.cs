using Telemetry.Simulators.Running;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Running;

public class SampleScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    [Fact]
    public void DueMs_FirstSample_IsWithinAnInterval()
    {
        for (int i = 0; i < 100; i++)
        {
            var schedule = new SampleSchedule($"hs-{i:0000}", 1, Interval, Runs.Start);
            Assert.InRange(schedule.DueMs, Runs.Start + 1, Runs.Start + 30_000);
        }
    }

    [Fact]
    public void DueMs_ManyDevices_AreSpreadOverTheInterval()
    {
        int[] bins = new int[6];
        for (int i = 0; i < 600; i++)
            bins[(int)((new SampleSchedule($"hs-{i:0000}", 1, Interval, Runs.Start).DueMs - Runs.Start - 1) / 5000)]++;
        Assert.All(bins, count => Assert.InRange(count, 60, 140));
    }

    [Fact]
    public void Sequence_AfterARestart_GoesOnWithAGapForWhatWasMissed()
    {
        var first = new SampleSchedule("hs-0001", 1, Interval, Runs.Start);
        long last = first.Sequence;
        var second = new SampleSchedule("hs-0001", 1, Interval, Runs.Start + 10 * 30_000);
        Assert.Equal(last + 10, second.Sequence);
        Assert.Equal(first.DueMs + 300_000, second.DueMs);
    }

    [Fact]
    public void Follow_ShortDelay_CatchesUp()
    {
        var schedule = new SampleSchedule("hs-0001", 1, Interval, Runs.Start);
        long due = schedule.DueMs;
        schedule.Follow(due + 5 * 30_000);
        Assert.Equal(due, schedule.DueMs);
    }

    [Fact]
    public void Follow_LongSleep_LeavesOldSlotsOut()
    {
        var schedule = new SampleSchedule("hs-0001", 1, Interval, Runs.Start);
        long due = schedule.DueMs;
        schedule.Follow(due + 1000 * 30_000L + 5);
        Assert.Equal(due + 1000 * 30_000L, schedule.DueMs);
    }

    [Fact]
    public void Follow_ClockSteppedBack_SamplesAgainSoon()
    {
        var schedule = new SampleSchedule("hs-0001", 1, Interval, Runs.Start);
        schedule.Follow(Runs.Start - 86_400_000);
        Assert.InRange(schedule.DueMs, Runs.Start - 86_400_000, Runs.Start - 86_400_000 + 30_000);
    }
}
