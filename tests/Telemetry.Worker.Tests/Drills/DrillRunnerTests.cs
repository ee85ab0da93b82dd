using Telemetry.Worker.Drills;

namespace Telemetry.Worker.Tests.Drills;

public sealed class DrillRunnerTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    [Fact]
    public void Look_AYear_TestsEveryDutyOnceInEveryWeek()
    {
        using var drills = new TestDrills("a", "b", "c", "d");
        // Spring Festival of 2027.
        for (int day = 6; day <= 12; day++)
            drills.Roster.DaysOff.Add(new DateOnly(2027, 2, day));

        drills.Pass(TimeSpan.FromDays(365), Step);

        foreach (IGrouping<string?, Drill> duty in drills.All.GroupBy(drill => drill.Duty))
        {
            Assert.Equal(53, duty.Count());
            Assert.Equal(53, duty.Select(drill => drill.Week).Distinct().Count());
        }

        Assert.Equal(4 * 53, drills.All.Count);
        Assert.All(drills.All, drill => Assert.InRange(Local(drills, drill).TimeOfDay, new TimeSpan(10, 0, 0), new TimeSpan(12, 59, 59)));
        // The week of the start was tested on its next working day, Monday; all others on Wednesday, but for the holiday.
        Assert.All(
            drills.All.Where(drill => drill.Week is not ("2026-W47" or "2027-W06")), drill => Assert.Equal(DayOfWeek.Wednesday, Local(drills, drill).DayOfWeek));
        Assert.All(drills.All.Where(drill => drill.Week == "2027-W06"), drill => Assert.Equal(new DateTime(2027, 2, 15), Local(drills, drill).Date));
        Assert.All(drills.All, drill => Assert.True(drill.State is DrillState.Missed));
    }

    [Fact]
    public void Look_RestartsAllTheTime_NeitherRepeatsNorSkips()
    {
        using var drills = new TestDrills("a", "b", "c");
        for (int restart = 0; restart < 28 * 4; restart++)
        {
            drills.Pass(TimeSpan.FromHours(6), TimeSpan.FromMinutes(3));
            drills.Restart();
        }

        Assert.Equal(3 * 5, drills.All.Count);
        Assert.Equal(3 * 5, drills.All.Select(drill => (drill.Duty, drill.Week)).Distinct().Count());
    }

    [Fact]
    public void Look_RestartedEveryHalfHourInTheWindow_EachDutyIsStillTestedOnce()
    {
        using var drills = new TestDrills([.. Enumerable.Range(0, 30).Select(i => $"duty-{i}")]);
        drills.Pass(TimeSpan.FromDays(3.75), Step);
        int before = drills.All.Count(drill => drill.Week == "2026-W48");
        for (int i = 0; i < 8; i++)
        {
            drills.Restart();
            drills.Pass(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
        }

        Assert.Equal(0, before);
        Assert.Equal(30, drills.All.Count(drill => drill.Week == "2026-W48"));
        Assert.Equal(30, drills.All.Where(drill => drill.Week == "2026-W48").Select(drill => drill.Duty).Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(24 * 7)]
    [InlineData(-24 * 7)]
    [InlineData(24 * 3_640)]
    [InlineData(-24 * 3_640)]
    public void Look_ClockSetForSomeHoursAroundTheTest_NeitherRepeatsNorSkips(int hours)
    {
        foreach (double day in (double[])[3.70, 3.74, 3.76, 3.80])
        {
            using var again = new TestDrills("a", "b");
            again.Pass(TimeSpan.FromDays(7), Step);
            int before = again.All.Count;
            again.Pass(TimeSpan.FromDays(day), Step);
            again.Clock.Step = TimeSpan.FromHours(hours);
            again.Pass(TimeSpan.FromHours(3), TimeSpan.FromMinutes(1));
            again.Clock.Step = TimeSpan.Zero;
            again.Pass(TimeSpan.FromDays(12 - day), Step);

            Assert.Equal(4, before);
            Assert.Equal(8, again.All.Count);
            Assert.Equal(["2026-W47", "2026-W48", "2026-W49", "2026-W50"], again.All.Select(drill => drill.Week).Distinct().Order());
        }
    }

    [Fact]
    public void Look_NobodyAnswers_IsMissedAfterTheTimeByASteadyClockAndAnIncident()
    {
        using var drills = new TestDrills("a", "b");
        Assert.NotNull(drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W47"));
        string b = drills.Desk.CallDuty(drills.Roster.Duties[1], "2026-W47")!.Id;
        drills.Pass(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(1));
        drills.Clock.Step = TimeSpan.FromDays(3_650);
        drills.Pass(TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(1));
        drills.Clock.Step = TimeSpan.FromDays(-3_650);
        Assert.All(drills.All, drill => Assert.Equal(DrillState.Running, drill.State));
        Assert.Equal(DrillAnswerOutcome.Taken, drills.Desk.Answer(b, "b-1", false, "page", "here").Outcome);

        drills.Pass(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));

        Assert.Equal(["missed", "answered"], drills.All.OrderBy(drill => drill.Duty).Select(drill => DrillStore.Label(drill.State)));
        Assert.Equal("drill-missed-a", Assert.Single(drills.Troubles.Checks()).Rule);
        Assert.Empty(drills.Outbox.Pending("webhook"));
        Assert.Contains(drills.Log.Lines, line => line.Contains("was not answered within 30m", StringComparison.Ordinal));

        // Late is better than never.
        string a = drills.All.Single(drill => drill.Duty == "a").Id;
        Assert.Equal(DrillState.Late, drills.Desk.Answer(a, "a-1", false, "api", null).Drill!.State);
        Assert.Empty(drills.Troubles.Checks());
    }

    [Fact]
    public void Look_ARestartWhileItWaits_GoesOnWaitingForTheRest()
    {
        using var drills = new TestDrills("a");
        drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W47");
        drills.Pass(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(1));
        drills.Restart();
        drills.Pass(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(1));
        Assert.Equal(DrillState.Running, Assert.Single(drills.All).State);

        drills.Pass(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(1));

        Assert.Equal(DrillState.Missed, Assert.Single(drills.All).State);
    }

    [Fact]
    public void Look_NobodyHoldsADuty_TheRoleItselfIsCalled()
    {
        using var drills = new TestDrills("a");
        drills.Roster.Unheld.Add("a");

        drills.Desk.CallDuty(drills.Roster.Duties[0], "2026-W47");

        Assert.All(drills.Calls, call => Assert.Equal((null, "a"), (call.Person, call.Duty!.Id)));
        Assert.Equal(2, drills.Outbox.Pending("webhook").Count);
    }

    [Fact]
    public void Look_NoChannel_IsOneTroubleForAllDuties()
    {
        using var drills = new TestDrills("a", "b");
        drills.HasChannel = false;

        drills.Pass(TimeSpan.FromDays(3), Step);

        Assert.All(drills.All, drill => Assert.Equal(DrillState.Uncalled, drill.State));
        Assert.Equal("drill-uncalled", Assert.Single(drills.Troubles.Checks()).Rule);
        Assert.Equal("2 duties, such as a, b", drills.Troubles.Checks()[0].Trouble());
    }

    [Fact]
    public void Look_WeeklyOff_CallsNobody()
    {
        using var drills = new TestDrills("a");
        drills.Options.Weekly = false;

        drills.Pass(TimeSpan.FromDays(8), Step);

        Assert.Empty(drills.All);
    }

    private static DateTime Local(TestDrills drills, Drill drill) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(drill.StartedAtMs), drills.Roster.Zone).DateTime;
}
