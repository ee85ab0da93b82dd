using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Sqlite;

public sealed class SqliteRetentionTests
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    [Fact]
    public async Task Write_OlderThanKept_IsRejectedWithTheReasonToTheMillisecond()
    {
        await using var rig = new SqliteRig { KeepRaw = TimeSpan.FromDays(2) };
        await rig.OpenAsync();
        long limit = rig.NowMs - (2 * DayMs);

        WriteResult result = await rig.Store.WriteAsync(Lines.Batch(Lines.Of("heating", "hs-1", limit - 1, ("flow", 1)), Lines.Of("heating", "hs-1", limit, ("flow", 2)), Lines.Of("heating_event", "hs-1", limit - 1, ("event", "fault"))), default);

        Assert.Equal((WriteOutcome.Stored, 1), (result.Outcome, result.RejectedLines));
        Assert.Equal(1, rig.Rejected.Count(LineRejection.Retention));
        Assert.Equal([new SeriesPoint(limit, 2, null)], await rig.QueryAsync("flow", 0, rig.NowMs));
        Assert.Equal(["fault"], rig.Rows("SELECT event FROM heating_event"));
    }

    [Fact]
    public async Task Upkeep_TimePasses_RowsThenMinutesThenHoursGoAndQueriesUseWhatIsLeft()
    {
        await using var rig = new SqliteRig { KeepRaw = TimeSpan.FromDays(1), KeepMinutes = TimeSpan.FromDays(2), KeepHours = TimeSpan.FromDays(3), UpkeepRows = 7 };
        await rig.OpenAsync();
        long start = rig.NowMs;
        await rig.WriteAsync([
            .. Enumerable.Range(0, 240).Select(i => Lines.Of("heating", "hs-1", start + (i * 30_000), ("flow", i))),
            Lines.Of("heating", "hs-2", start + (DayMs / 2), ("flow", 7)),
            Lines.Of("heating_event", "hs-1", start, ("event", "fault"))]);

        LetPass(rig, start + DayMs + HourMs);
        Assert.Equal(["120", "1"], rig.Rows("SELECT count(*) FROM heating__station GROUP BY _series"));
        Assert.Equal("121", rig.Rows("SELECT count(*) FROM _minutes")[0]);
        await CheckAsync(rig, start, TimeSpan.FromMinutes(1), 60_000);
        await CheckAsync(rig, start, TimeSpan.FromHours(1), HourMs);
        Assert.Equal(120, (await rig.QueryAsync("flow", start, start + DayMs)).Count);

        LetPass(rig, start + (2 * DayMs) + (2 * HourMs));
        Assert.Equal(["0"], rig.Rows("SELECT count(*) FROM heating__station"));
        Assert.Equal(["1"], rig.Rows("SELECT count(*) FROM _minutes"));
        // Narrower buckets than what is left: each answers what it has, at its beginning.
        Assert.Equal([new SeriesPoint(start, 59.5, null), new SeriesPoint(start + HourMs, 179.5, null)], await rig.QueryAsync("flow", start, start + DayMs, TimeSpan.FromMinutes(1)));
        await CheckAsync(rig, start, TimeSpan.FromHours(1), HourMs);

        Assert.Equal(["1"], rig.Rows("SELECT count(*) FROM heating_event"));
        LetPass(rig, start + (4 * DayMs));
        Assert.Equal(["0|0|0"], rig.Rows("SELECT (SELECT count(*) FROM _hours), (SELECT count(*) FROM _minutes), (SELECT count(*) FROM heating_event)"));
        Assert.True(rig.Store.Statistics.Deleted > 240);
    }

    [Fact]
    public async Task Upkeep_ManyRowsOfOneSeries_AreDeletedInSteps()
    {
        await using var rig = new SqliteRig { KeepRaw = TimeSpan.FromDays(1) };
        await rig.OpenAsync();
        long start = rig.NowMs;
        await rig.WriteAsync([.. Enumerable.Range(0, 12_000).Select(i => Lines.Of("heating", "hs-1", start + (i * 100), ("flow", i)))]);
        LetPass(rig, start + DayMs + HourMs);
        Assert.Equal(["0"], rig.Rows("SELECT count(*) FROM heating__station"));
        Assert.Equal([new SeriesPoint(start, 5_999.5, null)], await rig.QueryAsync("flow", start, start + HourMs, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Upkeep_ClockJumpsYearsAhead_DeletesNoMoreThanAnHourAMinuteAndGoesBack()
    {
        await using var rig = new SqliteRig { KeepRaw = TimeSpan.FromDays(10) };
        await rig.OpenAsync();
        long start = rig.NowMs;
        await rig.WriteAsync([.. Enumerable.Range(0, 240).Select(i => Lines.Of("heating", "hs-1", start - (i * HourMs), ("flow", i)))]);
        rig.FinishUpkeep();
        long now = rig.NowMs;

        rig.Time.Advance(TimeSpan.FromDays(3_650));
        for (int minute = 0; minute < 5; minute++)
        {
            rig.FinishUpkeep();
            rig.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(["236"], rig.Rows("SELECT count(*) FROM heating__station"));
        // A restart while the clock is wrong is no worse.
        await rig.OpenAsync();
        rig.FinishUpkeep();
        Assert.Equal(["235"], rig.Rows("SELECT count(*) FROM heating__station"));
        await rig.WriteAsync(Lines.Of("heating", "hs-1", now, ("flow", 1)));
        Assert.Equal(0, rig.Rejected.Count(LineRejection.Retention));
    }

    [Fact]
    public async Task Open_ClockWasAheadAndNothingDeleted_TakesReadingsAgain()
    {
        await using var rig = new SqliteRig();
        long now = rig.NowMs;
        rig.Time.Advance(TimeSpan.FromDays(3_650));
        await rig.OpenAsync();
        Assert.Equal(1, (await rig.Store.WriteAsync(Lines.Batch(Lines.Of("heating", "hs-1", now, ("flow", 1))), default)).RejectedLines);

        rig.Time.Advance(-TimeSpan.FromDays(3_650));
        rig.FinishUpkeep();
        await rig.WriteAsync(Lines.Of("heating", "hs-1", now, ("flow", 1)));
        Assert.Equal([new SeriesPoint(now, 1, null)], await rig.QueryAsync("flow", 0, now + 1));
    }

    [Fact]
    public async Task Open_RowsKeptForEverUntilNow_RetentionBeginsAtTheOldest()
    {
        await using var rig = new SqliteRig { KeepRaw = TimeSpan.Zero, KeepMinutes = TimeSpan.Zero, KeepHours = TimeSpan.Zero };
        await rig.OpenAsync();
        long start = rig.NowMs;
        await rig.WriteAsync(Lines.Of("heating", "hs-1", start - (400 * DayMs), ("flow", 1)), Lines.Of("heating", "hs-1", start - (399 * DayMs), ("flow", 2)));
        rig.FinishUpkeep();
        Assert.Equal(["2"], rig.Rows("SELECT count(*) FROM heating__station"));

        rig.KeepRaw = TimeSpan.FromDays(1);
        await rig.OpenAsync();
        rig.FinishUpkeep();
        Assert.Equal(["2.0"], rig.Rows("SELECT CAST(flow AS TEXT) FROM heating__station"));
        Assert.Equal(["2"], rig.Rows("SELECT count(*) FROM _hours"));
    }

    [Fact]
    public async Task Upkeep_RowsAreDeleted_TheirSpaceIsUsedAgain()
    {
        await using var rig = new SqliteRig { KeepRaw = TimeSpan.FromDays(1), KeepMinutes = TimeSpan.FromDays(1), KeepHours = TimeSpan.FromDays(1) };
        await rig.OpenAsync();
        long pages = 0;
        for (int day = 0; day < 8; day++)
        {
            long start = rig.NowMs;
            await rig.WriteAsync([.. Enumerable.Range(0, 4_000).Select(i => Lines.Of("heating", $"hs-{i % 4}", start + (i * 1_000), ("flow", i), ("level", i / 7.0)))]);
            LetPass(rig, start + DayMs);
            long now = long.Parse(rig.Rows("PRAGMA page_count")[0], System.Globalization.CultureInfo.InvariantCulture);
            if (day == 3)
                pages = now;
            else if (day > 3)
                Assert.InRange(now, 1, pages * 11 / 10);
        }
    }

    private static async Task CheckAsync(SqliteRig rig, long start, TimeSpan every, long everyMs)
    {
        var model = new ReadingModel();
        for (int i = 0; i < 240; i++)
            model.Write("hs-1", start + (i * 30_000), [("flow", i)]);
        foreach (Aggregate function in Enum.GetValues<Aggregate>())
            Assert.Equal(model.Query("hs-1", "flow", 0, long.MaxValue, everyMs, function), await rig.QueryAsync("flow", start, start + DayMs, every, function));
    }

    /// <summary>The upkeep of the time until then; a limit moves by an hour at most, so it is run each hour.</summary>
    private static void LetPass(SqliteRig rig, long untilMs)
    {
        while (rig.NowMs < untilMs)
        {
            rig.Time.Advance(TimeSpan.FromHours(1));
            rig.FinishUpkeep();
        }


    }
}
