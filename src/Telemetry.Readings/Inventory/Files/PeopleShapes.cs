using static Telemetry.Readings.Inventory.Files.Values;

namespace Telemetry.Readings.Inventory.Files;

/// <summary>The mappings of <c>people.yaml</c> in the data folder.</summary>
internal static class PeopleShapes
{
    public static readonly string[] Roles = ["holder", "deputy"];

    private const string Day = """{ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }""";

    public static readonly FileShape Assignment = new(
        "assignment",
        new FileKey("duty", Id, "A duty of the city.") { IsRequired = true },
        new FileKey("as", OneOf(Roles), "holder (the default), or deputy, who is called when the holders do not answer."),
        new FileKey("shifts", OneOrMore(Id), "The shifts of the duty that the person stands; all without it."),
        new FileKey("from", Day, "The first day, in the city's time zone; a shift counts by the day on which it begins."),
        new FileKey("to", Day, "The last day."),
        new FileKey("rank", Positive, "Who of several comes first: the lowest; a whole number up to 1000, 1 unless told."));

    public static readonly FileShape Person = new(
        "person",
        new FileKey("id", Id, "Unique; also the name of the user that the person logs in as.") { IsRequired = true },
        new FileKey("name", Ref("localized"), "For pages and calls.") { IsRequired = true },
        new FileKey("contacts", MapOf(Text, "^[a-z][a-z0-9-]{0,31}$"), "Contact ways by name, such as phone, app, wecom."),
        new FileKey("duties", ListOf(Ref("assignment")), "What the person stands."));

    public static readonly FileShape File = new(
        "people",
        new FileKey("people", ListOf(Ref("person")), "Everybody who can be called.") { IsRequired = true });

    /// <summary>Every mapping, the file first.</summary>
    public static readonly IReadOnlyList<FileShape> All = [File, Person, Assignment, SystemShapes.Localized];
}
