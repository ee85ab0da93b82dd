using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Drills;

/// <summary>Whom test calls are for, by the city in force and the desk of duties.</summary>
internal sealed class DeskRoster(CityInForce city, DutyDesk desk, DrillsOptions options, TimeProvider time) : IDrillRoster
{
    private static readonly Way[] AllWays = [Way.Call, Way.App, Way.Sms];

    public IReadOnlyList<Duty> Duties => Steps().Any() ? city.City.Duties : [];

    /// <summary>In a city without ladders all: a person may want to know in time.</summary>
    public IReadOnlyList<Way> Ways
    {
        get
        {
            HashSet<Way> used = [.. Steps().SelectMany(step => step.Ways)];
            return used.Count == 0 ? AllWays : [.. AllWays.Where(used.Contains)];
        }
    }

    public TimeZoneInfo Zone => city.City.Alarms.TimeZone;

    public string? WholeCity => city.City.Areas.FirstOrDefault(area => area.Parent is null)?.Id;

    public IReadOnlyList<Person> HoldersOf(Duty duty, long atMs) => desk.Finder.LevelOf(duty, atMs).Holders;

    public Person? FindPerson(string id) => desk.Finder.Roster.Find(id);

    public IReadOnlyList<string> AreasOf(string personId)
    {
        DutyFinder finder = desk.Finder;
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return [.. city.City.Duties
            .Where(duty => finder.Roster.Of(duty.Id).Any(one => one.Person.Id == personId) || finder.LevelOf(duty, nowMs).Holders.Any(holder => holder.Id == personId))
            .Select(duty => duty.Area.Id).Distinct()];
    }

    public bool IsDayOff(DateOnly day) => city.City.Calendars.FirstOrDefault(calendar => calendar.Id == options.Holidays)?.Contains(day) == true;

    private IEnumerable<LadderStep> Steps() => desk.Ladders.All.SelectMany(ladder => ladder.Steps);
}
