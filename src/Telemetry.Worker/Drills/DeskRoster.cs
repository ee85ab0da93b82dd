using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Drills;

/// <summary>Whom test calls are for, by the city in force and the desk of duties.</summary>
internal sealed class DeskRoster(CityInForce city, DutyDesk desk, DrillsOptions options) : IDrillRoster
{
    private static readonly Way[] AllWays = [Way.Call, Way.App, Way.Sms];

    public IReadOnlyList<Duty> Duties => city.City.Duties;

    public IReadOnlyList<Way> Ways => AllWays;

    public TimeZoneInfo Zone => city.City.Alarms.TimeZone;

    public string? WholeCity => city.City.Areas.FirstOrDefault(area => area.Parent is null)?.Id;

    public IReadOnlyList<Person> HoldersOf(Duty duty, long atMs) =>
        desk.Find(duty.Area.Id, duty.Systems[0].Id, atMs).Levels.FirstOrDefault(level => level.Duty.Id == duty.Id)?.Holders ?? [];

    public Person? FindPerson(string id) => null;

    public bool IsDayOff(DateOnly day) => city.City.Calendars.FirstOrDefault(calendar => calendar.Id == options.Holidays)?.Contains(day) == true;
}
