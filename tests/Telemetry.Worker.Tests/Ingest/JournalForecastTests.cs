using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class JournalForecastTests
{
    private const long Segment = 64L << 20;
    private const long Maximum = 8L << 30;
    private const long Minute = 1 << 20;

    private readonly ManualTimeProvider _time = new();
    private readonly JournalForecast _forecast;
    private long _bytes;

    public JournalForecastTests() => _forecast = new JournalForecast(Segment, TimeSpan.FromHours(24), _time);

    [Fact]
    public void Observe_SteadyGrowth_TellsTheTimeThatIsLeft()
    {
        // 25 MiB a minute: 8,064 MiB of room last 5 h 23 min.
        Run(TimeSpan.FromMinutes(10), perMinute: 25 * Minute);

        Assert.NotNull(_forecast.UntilFull);
        double expected = (Maximum - 2 * Segment - _bytes) / (25.0 * Minute);
        Assert.Equal(expected, _forecast.UntilFull.Value.TotalMinutes, expected * 0.01);
        Assert.True(_forecast.IsFilling);
    }

    [Fact]
    public void Observe_TooShort_SaysNothing()
    {
        Run(TimeSpan.FromMinutes(1), perMinute: 25 * Minute);

        Assert.Null(_forecast.UntilFull);
        Assert.False(_forecast.IsFilling);
    }

    [Fact]
    public void Observe_ReadersReleaseInSteps_IsNoGrowth()
    {
        // 150 MiB/min come in, and every minute a checkpoint releases what came.
        for (int i = 0; i < 30; i++)
        {
            _bytes = 0;
            Run(TimeSpan.FromMinutes(1), perMinute: 150 * Minute);
            Assert.False(_forecast.IsFilling);
        }
    }

    [Fact]
    public void Observe_SlowGrowth_IsNotYetAWarning()
    {
        // 2 MiB/min: three days.
        Run(TimeSpan.FromMinutes(10), perMinute: 2 * Minute);

        Assert.InRange(_forecast.UntilFull!.Value, TimeSpan.FromHours(60), TimeSpan.FromHours(72));
        Assert.False(_forecast.IsFilling);
    }

    [Fact]
    public void Observe_AroundTheThreshold_DoesNotFlap()
    {
        // 5.5 MiB/min leave 24.4 h, 5.7 leave 23.6 h; a warning ends only at 30 h.
        Run(TimeSpan.FromMinutes(10), perMinute: 55 * Minute / 10);
        Assert.False(_forecast.IsFilling);
        Run(TimeSpan.FromMinutes(10), perMinute: 57 * Minute / 10);
        Assert.True(_forecast.IsFilling);
        Run(TimeSpan.FromMinutes(10), perMinute: 5 * Minute);
        Assert.True(_forecast.IsFilling);
        Run(TimeSpan.FromMinutes(10), perMinute: 3 * Minute);
        Assert.False(_forecast.IsFilling);
    }

    [Fact]
    public void Observe_StoreIsBack_EndsTheWarning()
    {
        Run(TimeSpan.FromMinutes(10), perMinute: 25 * Minute);
        Assert.True(_forecast.IsFilling);

        Run(TimeSpan.FromMinutes(10), perMinute: -25 * Minute);

        Assert.Null(_forecast.UntilFull);
        Assert.False(_forecast.IsFilling);
    }

    [Fact]
    public void Observe_Full_HasNoTimeLeftEvenWithoutGrowth()
    {
        _bytes = Maximum - Segment;

        Run(TimeSpan.FromMinutes(10), perMinute: 0);

        Assert.Equal(TimeSpan.Zero, _forecast.UntilFull);
        Assert.True(_forecast.IsFilling);
    }

    [Theory]
    [InlineData(1L << 30, true)]
    [InlineData(long.MaxValue, false)]
    public void Observe_LittleDisk_CountsLikeASmallerJournal(long diskRoom, bool isFilling)
    {
        // 3 MiB/min: 45 h in the whole journal, 5.7 h in what the disk has.
        Run(TimeSpan.FromMinutes(10), perMinute: 3 * Minute, diskRoom);

        Assert.Equal(isFilling, _forecast.IsFilling);
    }

    [Fact]
    public void IsYielding_RecordsWereDropped_ForTenMinutes()
    {
        Run(TimeSpan.FromMinutes(1), perMinute: 0);
        Assert.False(_forecast.IsYielding);
        _forecast.Observe(Statistics() with { DroppedEvents = 1 });

        Assert.True(_forecast.IsYielding);
        _time.Advance(TimeSpan.FromMinutes(9));
        _forecast.Observe(Statistics() with { DroppedEvents = 1 });
        Assert.True(_forecast.IsYielding);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(_forecast.IsYielding);
        _forecast.Observe(Statistics() with { DroppedEvents = 1, DroppedRecords = 1 });
        Assert.True(_forecast.IsYielding);
    }

    private void Run(TimeSpan duration, long perMinute, long diskRoom = long.MaxValue)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < duration; passed += JournalForecast.Interval)
        {
            _time.Advance(JournalForecast.Interval);
            _bytes += perMinute / 6;
            _forecast.Observe(Statistics() with { DiskRoomBytes = diskRoom });
        }
    }

    private JournalStatistics Statistics() => TestStatistics.Of(Maximum) with { UnreleasedBytes = _bytes, Bytes = _bytes };
}
