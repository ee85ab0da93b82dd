using Telemetry.Alerting.Escalation;

namespace Telemetry.Alerting.Tests.Escalation;

public sealed class DutyFinderTests
{
    [Theory]
    // The centre's day: An; Bo stands in, and the spare duty's Du.
    [InlineData("2026-10-08T08:00:00+08:00", "day", "an", "bo,du")]
    [InlineData("2026-10-08T19:59:59.999+08:00", "day", "an", "bo,du")]
    // Its night, until eight of the next day; a night belongs to the day on which it begins.
    [InlineData("2026-10-08T20:00:00+08:00", "night", "bo", "du")]
    [InlineData("2026-10-09T07:59:59+08:00", "night", "bo", "du")]
    [InlineData("2026-10-10T07:00:00+08:00", "night", "bo", "du")]
    [InlineData("2026-10-10T20:00:00+08:00", "night", "cai,bo", "du")]
    [InlineData("2026-10-11T07:00:00+08:00", "night", "cai,bo", "du")]
    [InlineData("2026-10-11T20:00:00+08:00", "night", "cai", "du")]
    [InlineData("2026-10-12T00:30:00+08:00", "night", "cai", "du")]
    // The night before the holiday goes on into it; the holiday's shift goes on into the day after.
    [InlineData("2026-10-01T07:59:00+08:00", "night", "bo", "du")]
    [InlineData("2026-10-01T09:00:00+08:00", "feast", "an", "du")]
    [InlineData("2026-10-02T03:00:00+08:00", "feast", "an", "du")]
    [InlineData("2026-10-02T23:00:00+08:00", "feast", "an", "du")]
    // From eight on there is a day shift again, which began later.
    [InlineData("2026-10-03T07:59:00+08:00", "feast", "an", "du")]
    [InlineData("2026-10-03T08:00:00+08:00", "day", "an", "bo,du")]
    public void Find_Shift_IsTheCitysClocks(string at, string shift, string holders, string deputies)
    {
        var level = DutyCity.Finder().Find("town", "water", DutyCity.Ms(at)).Levels[0];

        Assert.Equal((shift, holders, deputies), (level.Shift, Ids(level.Holders), Ids(level.Deputies)));
    }

    [Fact]
    public void Find_ClocksThatChange_FollowTheZone()
    {
        // In Berlin 2026-10-25 has 25 hours: 20:00 local is 19:00 UTC then and 18:00 UTC the day before.
        var finder = DutyCity.Finder(DutyCity.Load(zone: "Europe/Berlin"));

        Assert.Equal(("night", "day", "night"), (
            finder.Find("town", "water", DutyCity.Ms("2026-10-24T18:00:00Z")).Levels[0].Shift,
            finder.Find("town", "water", DutyCity.Ms("2026-10-25T18:59:00Z")).Levels[0].Shift,
            finder.Find("town", "water", DutyCity.Ms("2026-10-25T19:00:00Z")).Levels[0].Shift));
    }

    [Theory]
    [InlineData("village", "water", "cadre centre chief boss")]
    [InlineData("village", "heat", "spare boss boss-deputy")]
    [InlineData("town", "water", "centre chief boss")]
    [InlineData("all", "water", "chief boss")]
    [InlineData("gone", "water", "chief boss")]
    [InlineData("village", "telemetry", "cadre spare centre boss chief")]
    [InlineData("village", "gone", "")]
    public void Find_AreaAndSystem_NearestFirstThenUp(string area, string system, string duties)
    {
        var chain = DutyCity.Finder().Find(area, system, 0);

        Assert.Equal(duties, string.Join(' ', chain.Levels.Select(level => level.Duty.Id)));
    }

    [Fact]
    public void Find_NobodyKnown_TheRoleIsCalled()
    {
        var levels = DutyCity.Finder(people: "people: []").Find("town", "water", DutyCity.Ms("2026-10-08T10:00:00+08:00")).Levels;

        Assert.All(levels, level => Assert.Empty(level.Holders));
        Assert.Equal("spare", Assert.Single(levels[0].UnheldDeputies).Id);
        Assert.EndsWith("nobody is known to hold it, so the role is called", levels[0].Why.En, StringComparison.Ordinal);
        Assert.Contains("按岗位呼叫", levels[0].Why.Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-10-08T09:59:59.999+08:00", "an", false)]
    [InlineData("2026-10-08T10:00:00+08:00", "er", true)]
    [InlineData("2026-10-08T11:59:59.999+08:00", "er", true)]
    [InlineData("2026-10-08T12:00:00+08:00", "an", false)]
    public void Find_Override_WinsWhileItLasts(string at, string holder, bool isSwap)
    {
        var level = DutyCity.Finder(overrides: Swap("er")).Find("town", "water", DutyCity.Ms(at)).Levels[0];

        Assert.Equal(holder, Ids(level.Holders));
        Assert.Equal(isSwap, level.Why.En.Contains("swap 1: Er for everybody (leave)", StringComparison.Ordinal));
    }

    [Theory]
    // One of two is replaced, the other stays; who is not on duty is not replaced; who stands in is no deputy beside.
    [InlineData("er", "bo", null, "2026-10-10T21:00:00+08:00", "cai,er")]
    [InlineData("er", "an", null, "2026-10-10T21:00:00+08:00", "cai,bo")]
    [InlineData("du", null, null, "2026-10-10T21:00:00+08:00", "du")]
    // Only in a shift.
    [InlineData("er", null, "day", "2026-10-10T21:00:00+08:00", "cai,bo")]
    [InlineData("er", null, "night", "2026-10-10T21:00:00+08:00", "er")]
    // Who is no longer in the file cannot stand in.
    [InlineData("gone", null, null, "2026-10-10T21:00:00+08:00", "cai,bo")]
    public void Find_OverrideOfOneOrAShift_ReplacesOnlyThat(string person, string? replaces, string? shift, string at, string holders)
    {
        var swap = Swap(person) with { Replaces = replaces, Shift = shift, UntilMs = DutyCity.Ms("2026-10-11T12:00:00+08:00") };

        var level = DutyCity.Finder(overrides: swap).Find("town", "water", DutyCity.Ms(at)).Levels[0];

        Assert.Equal(holders, Ids(level.Holders));
        Assert.DoesNotContain(level.Deputies, level.Holders.Contains);
    }

    [Fact]
    public void Find_OverrideInsideAMinute_IsExactToTheMillisecond()
    {
        var swap = Swap("er") with { FromMs = DutyCity.Ms("2026-10-08T10:00:30.500+08:00"), UntilMs = DutyCity.Ms("2026-10-08T10:00:30.600+08:00") };
        var finder = DutyCity.Finder(overrides: swap);

        string[] holders = [.. new[] { 499, 500, 599, 600 }.Select(ms => Ids(finder.Find("town", "water", DutyCity.Ms($"2026-10-08T10:00:30.{ms}+08:00")).Levels[0].Holders))];

        Assert.Equal(["an", "er", "er", "an"], holders);
    }

    [Fact]
    public void Find_SameMinute_IsRememberedAndAnyThreadMayAsk()
    {
        var finder = DutyCity.Finder();
        long at = DutyCity.Ms("2026-10-08T10:00:00+08:00");

        Assert.Same(finder.Find("town", "water", at), finder.Find("town", "water", at + 59_999));
        Assert.NotSame(finder.Find("town", "water", at), finder.Find("town", "water", at + 60_000));
        Parallel.For(0, 10_000, i =>
        {
            long minute = at + (i % 1_440 * 60_000L);
            bool isDay = (minute - at) / 3_600_000 is < 10 or >= 22;
            Assert.Equal(isDay ? "day" : "night", finder.Find("town", "water", minute).Levels[0].Shift);
        });
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(long.MaxValue / 2)]
    public void Find_AbsurdTimes_StillNameSomebody(long at) => Assert.Equal(3, DutyCity.Finder().Find("town", "water", at).Levels.Count);

    private static DutyOverride Swap(string person) => new(
        1, "centre", null, person, null, DutyCity.Ms("2026-10-08T10:00:00+08:00"), DutyCity.Ms("2026-10-08T12:00:00+08:00"), "leave", "li", 0);

    private static string Ids(IEnumerable<Person> people) => string.Join(',', people.Select(person => person.Id));
}
