using Telemetry.Alerting.Backtest;

namespace Telemetry.Alerting.Tests.Backtest;

public sealed class AlarmRatesTests
{
    private static readonly AlarmTargets Targets = new();

    [Fact]
    public void PeakOf_HalfOpenWindow_CountsWhatLiesWithin()
    {
        // 0, 1, 2 s and one exactly ten seconds after the first: never four within less than ten seconds.
        Assert.Equal(new Peak(3, 2_000), AlarmRates.PeakOf([0, 1_000, 2_000, 10_000], TimeSpan.FromSeconds(10)));
        Assert.Equal(new Peak(4, 9_999), AlarmRates.PeakOf([0, 1_000, 2_000, 9_999], TimeSpan.FromSeconds(10)));
        Assert.Equal(default, AlarmRates.PeakOf([], TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Floods_TenInTenMinutes_IsNone() => Assert.Empty(Floods(Every(10, 60)));

    [Fact]
    public void Floods_ElevenInTenMinutes_BeginsWithTheEleventhAndEndsWhenFewerThanFiveAreLeft()
    {
        // 11 alarms 30 s apart: the eleventh at 300 s. Fewer than five are within ten minutes once the seventh (180 s) is older.
        FloodPeriod flood = Assert.Single(Floods(Every(11, 30)));

        Assert.Equal(new FloodPeriod(300_000, 780_000, 1), flood);
    }

    [Fact]
    public void Floods_AlarmsGoOn_EndsOnlyAfterThem()
    {
        // 11 alarms 30 s apart up to 300 s, then one each 120 s up to 1500 s: five within ten minutes, so it goes on.
        long[] times = [.. Every(11, 30), .. Enumerable.Range(1, 10).Select(i => 300_000L + (i * 120_000))];

        FloodPeriod flood = Assert.Single(Floods(times));

        // After 1500 s: those of 1020, 1140, ... 1500 s are five; the first leaves at 1620 s.
        Assert.Equal(new FloodPeriod(300_000, 1_620_000, 11), flood);
    }

    [Fact]
    public void Floods_TwoBursts_AreTwo()
    {
        long[] times = [.. Every(12, 10), .. Every(12, 10).Select(time => time + 7_200_000)];

        Assert.Equal([100_000, 7_300_000], Floods(times).Select(flood => flood.BeginMs));
        Assert.Equal([2, 2], Floods(times).Select(flood => flood.Alarms));
    }

    [Fact]
    public void Floods_TwoOperators_ShareTheAlarms()
    {
        Assert.Empty(AlarmRates.Floods(Every(20, 10), Targets, 2, long.MaxValue));
        Assert.Single(AlarmRates.Floods(Every(21, 10), Targets, 2, long.MaxValue));
    }

    [Fact]
    public void Floods_ReportEndsBefore_EndsThere() => Assert.Equal(400_000, Assert.Single(AlarmRates.Floods(Every(11, 30), Targets, 1, 400_000)).EndMs);

    [Fact]
    public void Floods_RandomTimes_AgreeWithLookingAtEachSecond()
    {
        var random = new Random(5);
        for (int run = 0; run < 50; run++)
        {
            long[] times = [.. Enumerable.Range(0, 120).Select(_ => (long)random.Next(0, 7_200) * 1_000).Order()];

            Assert.Equal(BySecond(times), Floods(times).Sum(flood => flood.EndMs - flood.BeginMs) / 1_000);
        }
    }

    private static long BySecond(long[] times)
    {
        bool inFlood = false;
        long seconds = 0;
        for (long now = 0; now <= 8_000_000; now += 1_000)
        {
            int count = times.Count(time => time <= now && now - time < 600_000);
            inFlood = inFlood ? count >= 5 : count > 10;
            seconds += inFlood ? 1 : 0;
        }

        return seconds;
    }

    private static IReadOnlyList<FloodPeriod> Floods(long[] times) => AlarmRates.Floods(times, Targets, 1, long.MaxValue);

    private static long[] Every(int count, int seconds) => [.. Enumerable.Range(0, count).Select(i => i * seconds * 1_000L)];
}
