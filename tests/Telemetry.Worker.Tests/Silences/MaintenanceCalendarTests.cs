using System.Globalization;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;
using Telemetry.Worker.Silences;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Silences;

/// <summary>Planned work of the city's files: it begins, ends, changes with a reload, and never keeps life safety silent for long.</summary>
public sealed class MaintenanceCalendarTests : IDisposable
{
    private readonly SilenceRig _rig = new(City(Item("a", 10, 130)));

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Planned_BeginsAndEndsByItself()
    {
        string id = _rig.Raise("hs-1");
        _rig.Runner.Look();
        SilenceView coming = Assert.Single(_rig.Board.Active(SilenceKind.Maintenance));
        Assert.Equal((SilencePhase.Coming, "a", "calendar: repair"), (coming.Phase, coming.Silence.CalendarItem, coming.Silence.Owner));
        Assert.Equal(409, _rig.Book.Withdraw(SilenceKind.Maintenance, coming.Silence.Id, null, SilenceRig.Administrator).Status);

        _rig.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal((IncidentState.OutOfService, coming.Silence.Id), (_rig.Find(id).State, _rig.Find(id).Hold!.Source));
        Assert.Equal(coming.Silence.Id, Assert.Single(_rig.Board.Active(null)).Silence.Id);

        _rig.Pass(TimeSpan.FromHours(2));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        _rig.Pass(TimeSpan.FromSeconds(1));
        Assert.Single(_rig.Board.Past(null, 10));
    }

    [Fact]
    public void Planned_LongerThanAnHour_LeavesLifeSafetyAlone_AndAShorterOneDoesNot()
    {
        _rig.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(_rig.Raise("cam-1")).State);
        Assert.Null(_rig.LifeSafety.Trouble());

        _rig.Switch(City(Item("a", 10, 70)));
        _rig.Runner.Look();

        Assert.Equal(IncidentState.OutOfService, _rig.Find(_rig.Raise("cam-1")).State);
        Assert.NotNull(_rig.LifeSafety.Trouble());
    }

    [Fact]
    public void Reload_ChangesItAtOnce_AndTakesItAway()
    {
        _rig.Pass(TimeSpan.FromMinutes(10));
        string id = _rig.Raise("hs-1");

        _rig.Switch(City(Item("a", 10, 30)));
        _rig.Runner.Look();
        Assert.Equal(_rig.Time.NowMs + 20 * 60_000, _rig.Find(id).Hold!.UntilMs);

        _rig.Switch(City(""));
        _rig.Runner.Look();

        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Contains("hold-ended by calendar", _rig.History(id));
        Assert.Equal(["calendar maintenance", "calendar maintenance-change", "calendar maintenance-end"], _rig.Audit());
    }

    [Fact]
    public void Withdrawn_DoesNotBeginAgain()
    {
        _rig.Pass(TimeSpan.FromMinutes(10));
        string id = _rig.Raise("hs-1"), silence = Assert.Single(_rig.Board.Active(null)).Silence.Id;
        Assert.Contains("the city's files", _rig.Book.Extend(SilenceKind.Maintenance, silence, null, TimeSpan.FromHours(1), null, SilenceRig.Administrator).Mistake, StringComparison.Ordinal);

        Assert.Null(_rig.Book.Withdraw(SilenceKind.Maintenance, silence, null, SilenceRig.Administrator).Mistake);
        _rig.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
        Assert.Empty(_rig.Board.Active(null));
    }

    [Fact]
    public void Restarted_InTheMiddle_GoesOn()
    {
        _rig.Pass(TimeSpan.FromMinutes(10));
        string id = _rig.Raise("hs-1");
        _rig.Restart();
        _rig.Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(IncidentState.OutOfService, _rig.Find(id).State);
        Assert.Single(_rig.Board.Active(null));
    }

    [Fact]
    public void ClockPutBack_InTheMiddle_ItEndsAfterItsOwnDuration()
    {
        _rig.Pass(TimeSpan.FromMinutes(10));
        string id = _rig.Raise("hs-1");

        _rig.Time.Step(TimeSpan.FromHours(-5));
        _rig.Pass(TimeSpan.FromMinutes(119));
        Assert.Equal(IncidentState.OutOfService, _rig.Find(id).State);

        _rig.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(IncidentState.Unacknowledged, _rig.Find(id).State);
    }

    [Fact]
    public void TooLong_IsAMistakeOfTheFile()
    {
        City city = City(Item("a", 10, 130));

        Assert.Empty(MaintenanceCalendar.TooLong(city, new MaintenanceOptions()));
        Mistake mistake = Assert.Single(MaintenanceCalendar.TooLong(city, new MaintenanceOptions { Maximum = TimeSpan.FromHours(1) }));
        Assert.Equal("maintenance 'a' lasts 2 h, longer than Maintenance:Maximum allows (1 h); split it, or set that option", mistake.Message);
        Assert.True(mistake.Line > 0);
    }

    /// <summary>An item of so many minutes from the start of the rig's clock.</summary>
    private static string Item(string id, int from, int until)
    {
        DateTimeOffset start = new SteppedClock().GetUtcNow();
        string At(int minutes) => start.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $$"""
            maintenance:
              - { id: {{id}}, areas: town, from: "{{At(from)}}", until: "{{At(until)}}", reason: { zh: 检修, en: Work }, owner: repair }
            """;
    }

    private static City City(string maintenance) => TestCity.Load(
        TestCity.Places + "\nduties:\n  - { id: repair, area: town, systems: [heating], role: { zh: 抢修, en: Repair } }\n" + maintenance);
}
