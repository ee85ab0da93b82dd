using System.Globalization;
using Telemetry.Alerting.Drills;

namespace Telemetry.Alerting.Tests.Drills;

public sealed class DrillScheduleTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    private readonly HashSet<DateOnly> _holidays = [];

    private DrillSchedule Schedule => new(DayOfWeek.Wednesday, new TimeOnly(10, 0), TimeSpan.Zero, TimeSpan.FromHours(2), Shanghai, _holidays.Contains);

    [Theory]
    [InlineData("2026-11-18T09:59:59", "2026-W46", false)]
    [InlineData("2026-11-18T10:00:00", "2026-W47", true)]
    [InlineData("2026-11-18T11:59:59", "2026-W47", true)]
    [InlineData("2026-11-18T12:00:00", "2026-W47", false)]
    [InlineData("2026-11-19T10:00:00", "2026-W47", true)]
    [InlineData("2026-11-19T23:00:00", "2026-W47", false)]
    [InlineData("2026-11-21T10:30:00", "2026-W47", false)]
    [InlineData("2026-11-23T10:30:00", "2026-W47", true)]
    [InlineData("2026-11-25T09:00:00", "2026-W47", false)]
    [InlineData("2026-11-25T10:30:00", "2026-W48", true)]
    [InlineData("2027-01-06T10:00:00", "2027-W01", true)]
    [InlineData("2026-12-30T10:00:00", "2026-W53", true)]
    public void At_IsTheNewestDueWeekAndOpenInTheWindowOfAWorkingDay(string local, string week, bool isOpen) =>
        Assert.Equal(new DrillTurn(week, isOpen), Schedule.At("d", Ms(local)));

    [Fact]
    public void At_Holiday_MovesToTheNextWorkingDayAndKeepsItsWeek()
    {
        for (int day = 1; day <= 8; day++)
            _holidays.Add(new DateOnly(2026, 10, day));

        Assert.Equal(new DrillTurn("2026-W40", false), Schedule.At("d", Ms("2026-10-07T10:30:00")));
        Assert.Equal(new DrillTurn("2026-W41", true), Schedule.At("d", Ms("2026-10-09T10:30:00")));
        Assert.Equal(new DrillTurn("2026-W42", true), Schedule.At("d", Ms("2026-10-14T10:30:00")));
    }

    [Fact]
    public void At_ACalendarOfNothingButHolidays_NeverOpensAndEnds()
    {
        var schedule = Schedule with { IsDayOff = _ => true };

        Assert.Equal(new DrillTurn("2026-W47", false), schedule.At("d", Ms("2026-11-18T10:30:00")));
    }

    [Fact]
    public void At_ADayOfTheWeekend_IsAWorkingDayWhenItIsTheDay()
    {
        var schedule = Schedule with { Day = DayOfWeek.Sunday };

        Assert.Equal(new DrillTurn("2026-W47", true), schedule.At("d", Ms("2026-11-22T10:30:00")));
        Assert.Equal(new DrillTurn("2026-W46", false), schedule.At("d", Ms("2026-11-21T10:30:00")));
    }

    [Fact]
    public void Due_ManyDuties_AreSpreadOverTheHourTheSameEveryWeek()
    {
        var schedule = Schedule with { Spread = TimeSpan.FromHours(1) };
        var week = new DateOnly(2026, 11, 18);

        var starts = Enumerable.Range(0, 100).Select(i => schedule.Due($"duty-{i:000}", week)).ToList();

        Assert.All(starts, start => Assert.InRange(start, new DateTime(2026, 11, 18, 10, 0, 0), new DateTime(2026, 11, 18, 10, 59, 0)));
        Assert.True(starts.GroupBy(start => start).Max(group => group.Count()) <= 6, "Too many begin in one minute.");
        Assert.Equal(schedule.Due("duty-007", week).AddDays(7), schedule.Due("duty-007", week.AddDays(7)));
    }

    [Fact]
    public void At_ASpreadPastMidnight_BelongsToTheDayItBeganOn()
    {
        var schedule = Schedule with { Time = new TimeOnly(23, 30), Spread = TimeSpan.Zero };

        Assert.Equal(new DrillTurn("2026-W47", true), schedule.At("d", Ms("2026-11-19T01:00:00")));
        Assert.Equal(new DrillTurn("2026-W47", false), schedule.At("d", Ms("2026-11-19T01:30:00")));
    }

    [Fact]
    public void At_AnyMinuteOfTwoYears_EachWeekOpensOnceInOrder()
    {
        for (int day = 15; day <= 23; day++)
            _holidays.Add(new DateOnly(2026, 2, day));
        var schedule = Schedule;
        var opened = new List<string>();
        for (var at = Ms("2026-01-01T00:00:00"); at < Ms("2028-01-01T00:00:00"); at += 1_800_000)
        {
            if (schedule.At("d", at) is { IsOpen: true } turn && (opened.Count == 0 || opened[^1] != turn.Week))
                opened.Add(turn.Week);
        }

        Assert.Equal(opened.Distinct().Order(StringComparer.Ordinal), opened);
        Assert.Equal(105, opened.Count);
    }

    private static long Ms(string local) =>
        new DateTimeOffset(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
}
