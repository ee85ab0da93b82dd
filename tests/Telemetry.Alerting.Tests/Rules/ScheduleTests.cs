using System.Globalization;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Rules;

public sealed class ScheduleTests
{
    private const string Calendars = """

        calendars:
          - { id: holidays, title: { zh: 假日, en: Holidays }, days: [2026-10-01..2026-10-07, 2027-01-01] }
        """;

    [Theory]
    [InlineData("22:00-05:00", "2026-11-21T22:00:00+08:00", true)]
    [InlineData("22:00-05:00", "2026-11-21T04:59:59+08:00", true)]
    [InlineData("22:00-05:00", "2026-11-21T05:00:00+08:00", false)]
    [InlineData("22:00-05:00", "2026-11-21T21:59:59+08:00", false)]
    [InlineData("22:00-05:00", "2026-11-21T15:30:00Z", true)]
    [InlineData("08:00-24:00", "2026-11-21T23:59:00+08:00", true)]
    // Over midnight it belongs to the day on which it began: 2026-11-20 is a Friday.
    [InlineData("mon-fri 22:00-05:00", "2026-11-21T03:00:00+08:00", true)]
    [InlineData("mon-fri 22:00-05:00", "2026-11-21T23:00:00+08:00", false)]
    [InlineData("mon-fri 22:00-05:00", "2026-11-23T03:00:00+08:00", false)]
    [InlineData("sat,sun", "2026-11-22T12:00:00+08:00", true)]
    [InlineData("fri-mon", "2026-11-24T12:00:00+08:00", false)]
    [InlineData("holidays", "2026-10-07T23:59:00+08:00", true)]
    [InlineData("holidays", "2026-10-08T00:00:00+08:00", false)]
    [InlineData("not holidays", "2026-10-07T12:00:00+08:00", false)]
    [InlineData("not holidays 08:00-18:00", "2026-10-07T19:00:00+08:00", true)]
    [InlineData("not sat,sun", "2026-11-23T12:00:00+08:00", true)]
    public void Contains_InShanghai_IsAsTheClockOnTheWallSays(string during, string time, bool expected) =>
        Assert.Equal(expected, Schedule([during]).Contains(Ms(time)));

    [Fact]
    public void Contains_ListOfSpansAndExceptions_NeedsOneAndNoneOfThese()
    {
        var schedule = Schedule(["mon-fri 08:00-18:00", "sat 09:00-12:00", "not holidays"]);
        Assert.True(schedule.Contains(Ms("2026-11-20T08:00:00+08:00")));
        Assert.True(schedule.Contains(Ms("2026-11-21T10:00:00+08:00")));
        Assert.False(schedule.Contains(Ms("2026-11-21T13:00:00+08:00")));
        Assert.False(schedule.Contains(Ms("2026-10-05T10:00:00+08:00")));
    }

    [Theory]
    // Clocks in Berlin go forward at 02:00 of 2026-03-29 and back at 03:00 of 2026-10-25.
    [InlineData("Europe/Berlin", "2026-03-29T00:59:00Z", true)]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", false)]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", false)]
    [InlineData("Europe/Berlin", "2026-10-25T01:30:00Z", false)]
    [InlineData("Europe/Berlin", "2026-10-24T23:30:00Z", true)]
    [InlineData("Asia/Kathmandu", "2026-06-01T19:20:00Z", true)]
    [InlineData("Asia/Kathmandu", "2026-06-01T20:20:00Z", false)]
    [InlineData("America/St_Johns", "2026-12-01T05:25:00Z", true)]
    public void Contains_InOtherZones_FollowsThem(string zone, string time, bool expected) =>
        Assert.Equal(expected, Schedule(["01:00-02:00"], $"\nalarms: {{ time-zone: {zone} }}").Contains(Ms(time)));

    [Theory]
    [InlineData("22:00", 13, "'22:00' is no part of a day such as 22:00-05:00")]
    [InlineData("25:00-26:00", 13, "'25:00-26:00' is no part of a day such as 22:00-05:00")]
    [InlineData("08:00-08:00", 13, "'08:00-08:00' is no part of a day such as 22:00-05:00")]
    [InlineData("mon-fry 08:00-18:00", 13, "'mon-fry' is neither days of the week such as mon-fri or sat,sun nor a calendar of the city")]
    [InlineData("not holiday", 17, "'holiday' is neither days of the week such as mon-fri or sat,sun nor a calendar of the city (did you mean 'holidays'?)")]
    [InlineData("mon noon now", 13, "'mon noon now' is no time")]
    public void Mistake_HasItsColumn(string during, int column, string message)
    {
        var mistakes = new List<Mistake>();
        RuleSet.Compile(TestCity.Load(TestRules.When("flow > 1", "during: " + during), devices: TestCity.Devices + Calendars), mistakes);
        var mistake = Assert.Single(mistakes);
        Assert.Equal(column, mistake.Column - 4);
        Assert.StartsWith(message.Split(" (did")[0], mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_OutsideItsSchedule_RaisesNothingAndStandsUntilItIsOver()
    {
        // The start is 12:40 in the city.
        var replay = new Replay(TestRules.When("flow > 100", "during: 22:00-13:00"));
        Assert.Equal("Raised rule", replay.Reading("s-1", 0, "flow", 200));
        double end = (Ms("2025-11-21T13:00:00+08:00") - Replay.StartMs) / 1000.0;
        for (double time = 60; time < end; time += 60)
        {
            Assert.Equal("", replay.Reading("s-1", time, "flow", 200));
        }

        Assert.Equal("", replay.Reading("s-1", end, "flow", 200));
        Assert.Equal("Cleared rule", replay.Reading("s-1", end + 60, "flow", 100));
        Assert.Equal("", replay.Reading("s-1", end + 120, "flow", 200));
    }

    [Fact]
    public void Reading_ThatHeldBeforeTheScheduleBegins_BeginsItsTimeInIt()
    {
        // The start is 12:40 in the city.
        var replay = new Replay(TestRules.When("flow > 100", "for: 2m\nduring: 12:50-13:00"));
        for (double time = 0; time < 720; time += 60)
        {
            Assert.Equal("", replay.Reading("s-1", time, "flow", 200));
        }

        Assert.Equal("Raised rule", replay.Reading("s-1", 720, "flow", 200));
    }

    [Fact]
    public void SilenceAndEvents_HaveSchedulesToo()
    {
        double evening = (Ms("2025-11-21T20:00:00+08:00") - Replay.StartMs) / 1000.0;
        var replay = new Replay(TestCity.Compile(
            TestRules.Silent + "\n  during: 12:00-13:00", TestRules.OnEvent("during: 20:00-22:00\nclear-event: cleared")));
        replay.Tick(0);
        Assert.Equal("90: Raised silent; 180: Raised silent", replay.Ticks(10, 300));
        Assert.Equal("", replay.Ticks(310, 1300));
        Assert.Equal("Cleared silent", replay.Reading("s-1", 1310, "flow", 1));
        Assert.Equal("", replay.Ticks(1320, 1500));
        Assert.Equal("", replay.Event("cam-1", evening - 1, "intrusion"));
        Assert.Equal("Raised rule", replay.Event("cam-1", evening, "intrusion"));
        Assert.Equal("Cleared rule", replay.Event("cam-1", evening + 43_200, "cleared"));
    }

    private static Schedule Schedule(string[] during, string alarms = "")
    {
        var mistakes = new List<Mistake>();
        var schedule = new ScheduleParser(TestCity.Load(devices: TestCity.Devices + Calendars + alarms), mistakes)
            .Parse([.. during.Select(text => new LocatedText(text, "file", 1, 1))]);
        Assert.Empty(mistakes);
        return schedule!;
    }

    private static long Ms(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
}
