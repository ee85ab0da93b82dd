using static Telemetry.Readings.Inventory.Files.Values;

namespace Telemetry.Readings.Inventory.Files;

/// <summary>The mappings of a file under <c>plans/</c>.</summary>
internal static class PlanShapes
{
    public static readonly string[] Shapes = ["step", "linear"];

    public static readonly FileShape Plan = new(
        "plan",
        new FileKey("site", OneOrMore(Template), "The sites it is for, by id or template.") { IsRequired = true },
        new FileKey("field", Text, "What it says: a field of numbers of the devices there.") { IsRequired = true },
        new FileKey("unit", Ref("unit"), "The unit of the values: that of the field.") { IsRequired = true },
        new FileKey("shape", OneOf(Shapes), "How it goes from one point to the next; step unless told."),
        new FileKey("until", Text, "When it ends, RFC 3339 with an offset; the last value holds for ever unless told."),
        new FileKey("points", PlanPoints, "[[time, value], ...], rising; times are RFC 3339 with an offset.") { IsRequired = true });

    public static readonly FileShape File = new(
        "plans",
        new FileKey("plans", ListOf(Ref("plan")), "The plans.") { IsRequired = true });

    /// <summary>Every mapping, the file first.</summary>
    public static readonly IReadOnlyList<FileShape> All = [File, Plan];
}
