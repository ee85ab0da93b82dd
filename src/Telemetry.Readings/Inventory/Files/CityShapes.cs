using static Telemetry.Readings.Inventory.Files.Values;

namespace Telemetry.Readings.Inventory.Files;

/// <summary>The mappings of a file under <c>city/</c>.</summary>
internal static class CityShapes
{
    public static readonly string[] Levels = ["city", "county", "town", "village"];
    public static readonly string[] States = ["planned", "commissioning", "in-service", "retired"];
    public static readonly string[] Relations = ["upstream", "downstream", "primary", "secondary"];
    public static readonly string[] Posts = ["village-cadre", "grid-worker", "town-centre", "station-duty", "rescue-station", "river-chief", "county-duty", "city-duty"];
    public static readonly string[] Targets = ["duty", "deputies", "next-level", "all-levels"];
    public static readonly string[] Ways = ["call", "app", "sms", "screen"];

    public static readonly FileShape Area = new(
        "area",
        new FileKey("id", Id, "Unique in the city: the second level of topics.") { IsRequired = true },
        new FileKey("level", OneOf(Levels), "How large it is.") { IsRequired = true },
        new FileKey("parent", Id, "The area it lies in; only the city has none."),
        new FileKey("title", Ref("localized"), "Its name.") { IsRequired = true });

    public static readonly FileShape Site = new(
        "site",
        new FileKey("id", Template, "Unique in the city; a template such as lift-site-{001..453} stands for many.") { IsRequired = true },
        new FileKey("area", OneOrMore(Id), "The area it lies in; the sites of a template take those of a list in turn.") { IsRequired = true },
        new FileKey("title", Ref("localized"), "Its name; {n} stands for the number of a template.") { IsRequired = true },
        new FileKey("position", Ref("pair"), "[latitude, longitude] in degrees."),
        new FileKey("outline", Corners, "The corners of the ground in order: [[latitude, longitude], ...]."));

    public static readonly FileShape Neighbours = new(
        "neighbours",
        [.. Relations.Select(relation => new FileKey(relation, OneOrMore(Template), $"Devices that are {relation} of it; the opposite is known of them by itself."))]);

    public static readonly FileShape Device = new(
        "device",
        new FileKey("id", Template, "Unique in the city; a template such as hs-{0001..0060} stands for many.") { IsRequired = true },
        new FileKey("system", Id, "Its system.") { IsRequired = true },
        new FileKey("kind", Id, "Its kind within the system.") { IsRequired = true },
        new FileKey("site", OneOrMore(Template), "Where it stands; the devices of a template take the sites of a list in turn.") { IsRequired = true },
        new FileKey("area", Id, "Its area, when it is not the site's."),
        new FileKey("moved-from", OneOrMore(Id), "Areas it stood in before: topics under them still are its own."),
        new FileKey("state", OneOf(States), "Where it is in its life; in-service unless told. Only what is in service alarms by silence."),
        new FileKey("interval", Duration, "How often it reports, when not as its kind."),
        new FileKey("title", Ref("localized"), "Its name; {n} stands for the number of a template."),
        new FileKey("parameters", MapOf(Number, FieldName), "Values of the parameters of its kind."),
        new FileKey("tables", MapOf(Points, FieldName), "The tables of its kind: [[from, to], ...], rising."),
        new FileKey("children", OneOrMore(Template), "The devices that it, a gateway, speaks for."),
        new FileKey("neighbours", Ref("neighbours"), "The devices next to it."));

    public static readonly FileShape Shift = new(
        "shift",
        new FileKey("id", Id, "Unique within its duty.") { IsRequired = true },
        new FileKey("during", """{ "type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$" }""", "Its hours in the city's time zone, such as 20:00-08:00; with an end at or before the begin it ends on the next day.") { IsRequired = true },
        new FileKey("on", Id, "The days on which it begins: weekdays, weekends, or a calendar, whose days then have no other shifts. Every day without it."));

    public static readonly FileShape Duty = new(
        "duty",
        new FileKey("id", Id, "Unique in the city.") { IsRequired = true },
        new FileKey("area", Id, "Where it answers.") { IsRequired = true },
        new FileKey("systems", OneOrMore(Id), "What it answers for.") { IsRequired = true },
        new FileKey("role", Ref("localized"), "Its name: a role, never a person.") { IsRequired = true },
        new FileKey("post", OneOf(Posts), "What kind of place it is."),
        new FileKey("deputies", OneOrMore(Id), "Other duties that are asked beside it when a ladder calls the deputies."),
        new FileKey("shifts", ListOf(Ref("shift")), "When it is stood; day and night without it. Together they cover every hour."));

    public static readonly FileShape LadderStep = new(
        "ladder-step",
        new FileKey("after", """{ "type": "string", "pattern": "^[0-9.]+(ms|s|m|h|d)$" }""", "How long nobody has answered; 0s for the first step.") { IsRequired = true },
        new FileKey("call", OneOrMore(OneOf(Targets)), "Whom: duty (the nearest), deputies, next-level, all-levels.") { IsRequired = true },
        new FileKey("by", OneOrMore(OneOf(Ways)), "How, all at once: call, app, sms, screen (of the centre of the area).") { IsRequired = true });

    public static readonly FileShape Ladder = new(
        "ladder",
        new FileKey("id", Id, "Unique in the city: the name that rules use in `escalation`.") { IsRequired = true },
        new FileKey("severity", OneOf(SystemShapes.Severities), "The severity whose incidents climb it when their rule names no ladder."),
        new FileKey("title", Ref("localized"), "Its name.") { IsRequired = true },
        new FileKey("steps", ListOf(Ref("ladder-step")), "In order of time. Without any, nobody is called: the incident is only listed."),
        new FileKey("repeat", Duration, "The last step is taken again after each such time, until somebody answers; at least 10s. Not repeated without it."),
        new FileKey("on-site", Duration, "Who answered and is not on site so long after it is escalated again."),
        new FileKey("re-alarm", Duration, "What was answered and still stands so long after it alarms anew."));

    public static readonly FileShape Group = new(
        "group",
        new FileKey("id", Id, "Unique in the city.") { IsRequired = true },
        new FileKey("title", Ref("localized"), "Its name.") { IsRequired = true },
        new FileKey("devices", OneOrMore(Template), "Its devices, by id or template.") { IsRequired = true });

    public static readonly FileShape Calendar = new(
        "calendar",
        new FileKey("id", Id, "Unique in the city: the name that rules use in `during`.") { IsRequired = true },
        new FileKey("title", Ref("localized"), "Its name.") { IsRequired = true },
        new FileKey("days", OneOrMore("""{ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}(\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$" }"""), "Dates such as 2026-10-01, or ranges such as 2026-10-01..2026-10-07.") { IsRequired = true });

    public static readonly string[] Repeats = ["week", "month"];

    /// <summary>The keys of a maintenance that say what it concerns.</summary>
    public static readonly string[] MaintenanceScope = ["areas", "systems", "sites", "devices", "rules"];

    public static readonly FileShape Maintenance = new(
        "maintenance",
        new FileKey("id", Id, "Unique in the city.") { IsRequired = true },
        new FileKey("areas", OneOrMore(Id), "Areas, each with all that lies in it. At least one of areas, systems, sites, devices and rules; what fits all that are given is out of service."),
        new FileKey("systems", OneOrMore(Id), "Systems."),
        new FileKey("sites", OneOrMore(Template), "Sites."),
        new FileKey("devices", OneOrMore(Template), "Devices."),
        new FileKey("rules", OneOrMore(Id), "Rules, by their ids."),
        new FileKey("from", Text, "When it begins: 2026-11-15T06:00 in the city's time zone, or with an offset.") { IsRequired = true },
        new FileKey("until", Text, "When it ends.") { IsRequired = true },
        new FileKey("every", OneOf(Repeats), "Comes again each week or month at the same local time; once without."),
        new FileKey("reason", Ref("localized"), "Why.") { IsRequired = true },
        new FileKey("owner", Id, "The duty that answers for it.") { IsRequired = true });

    public static readonly FileShape Alarms = new(
        "alarms",
        new FileKey("time-zone", Text, "The time zone of schedules, by its IANA name; Asia/Shanghai unless told."),
        new FileKey("chatter", Occurrences, "So many occurrences within a time are one incident, such as 3 in 1m; without it they never are."),
        new FileKey("backlog", Text, "What comes later than this is history and pages nobody: 3 intervals (the default), or a duration."));

    public static readonly FileShape File = new(
        "city",
        new FileKey("areas", ListOf(Ref("area")), "City, counties, towns and villages."),
        new FileKey("sites", ListOf(Ref("site")), "Places where devices stand."),
        new FileKey("devices", ListOf(Ref("device")), "The devices."),
        new FileKey("groups", ListOf(Ref("group")), "Named sets of devices."),
        new FileKey("duties", ListOf(Ref("duty")), "Who answers, by role."),
        new FileKey("ladders", ListOf(Ref("ladder")), "Who is called when nobody answers, and when."),
        new FileKey("calendars", ListOf(Ref("calendar")), "Days that are unlike others: public holidays."),
        new FileKey("maintenance", ListOf(Ref("maintenance")), "Planned work: what it concerns calls nobody meanwhile."),
        new FileKey("alarms", Ref("alarms"), "What holds for all rules that do not say otherwise; in one file only."));

    /// <summary>Every mapping, the file first.</summary>
    public static readonly IReadOnlyList<FileShape> All = [File, Area, Site, Device, Neighbours, Group, Duty, Shift, Ladder, LadderStep, Calendar, Maintenance, Alarms, SystemShapes.Localized];
}
