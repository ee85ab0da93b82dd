using static Telemetry.Readings.Inventory.Files.Values;

namespace Telemetry.Readings.Inventory.Files;

/// <summary>The mappings of a file under <c>city/</c>.</summary>
internal static class CityShapes
{
    public static readonly string[] Levels = ["city", "county", "town", "village"];
    public static readonly string[] States = ["planned", "commissioning", "in-service", "retired"];
    public static readonly string[] Relations = ["upstream", "downstream", "primary", "secondary"];

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

    public static readonly FileShape Duty = new(
        "duty",
        new FileKey("id", Id, "Unique in the city.") { IsRequired = true },
        new FileKey("area", Id, "Where it answers.") { IsRequired = true },
        new FileKey("systems", OneOrMore(Id), "What it answers for.") { IsRequired = true },
        new FileKey("role", Ref("localized"), "Its name: a role, never a person.") { IsRequired = true });

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
        new FileKey("calendars", ListOf(Ref("calendar")), "Days that are unlike others: public holidays."),
        new FileKey("maintenance", ListOf(Ref("maintenance")), "Planned work: what it concerns calls nobody meanwhile."),
        new FileKey("alarms", Ref("alarms"), "What holds for all rules that do not say otherwise; in one file only."));

    /// <summary>Every mapping, the file first.</summary>
    public static readonly IReadOnlyList<FileShape> All = [File, Area, Site, Device, Neighbours, Group, Duty, Calendar, Maintenance, Alarms, SystemShapes.Localized];
}
