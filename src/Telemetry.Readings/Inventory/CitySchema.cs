using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telemetry.Readings.Inventory.Files;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// JSON Schema (draft 2020-12) of the city's files, made from the same tables of keys that the loader reads by. For
/// completion and errors while typing; <c>telemetry check</c> knows more, such as which names exist.
/// </summary>
public static class CitySchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of a file under <c>systems/</c>.</summary>
    public static string OfSystemFiles() => Write("A system: its kinds of device, their fields, events, commands and rules", SystemShapes.All);

    /// <summary>The schema of a file under <c>city/</c>.</summary>
    public static string OfCityFiles() => Write("The city: areas, sites, devices, groups, duties and calendars", CityShapes.All);

    /// <summary>The schema of a file under <c>plans/</c>.</summary>
    public static string OfPlanFiles() => Write("Dispatch plans: what is wanted of fields of sites over time", PlanShapes.All);

    /// <summary>The schema of <c>people.yaml</c> in the data folder.</summary>
    public static string OfPeopleFile() => Write("People: who stands the duties of the city, and how they are reached", PeopleShapes.All);

    private static string Write(string title, IReadOnlyList<FileShape> shapes)
    {
        var definitions = new JsonObject();
        foreach (FileShape shape in shapes.Skip(1))
            definitions[shape.Id] = Of(shape);
        definitions["pair"] = JsonNode.Parse(Values.NumberRange);
        if (shapes.Contains(SystemShapes.Field) || shapes.Contains(PlanShapes.Plan))
            definitions["unit"] = UnitSchema();
        JsonObject root = Of(shapes[0]);
        root.Insert(0, "$schema", Dialect);
        root.Insert(1, "title", title);
        root["$defs"] = definitions;
        return root.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private static JsonObject Of(FileShape shape)
    {
        var properties = new JsonObject();
        foreach (FileKey key in shape.Keys)
        {
            JsonObject value = JsonNode.Parse(key.Schema)!.AsObject();
            value["description"] = key.Description;
            properties[key.Name] = value;
        }

        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        JsonNode[] required = [.. shape.Keys.Where(key => key.IsRequired).Select(key => (JsonNode)key.Name)];
        if (required.Length > 0)
            schema["required"] = new JsonArray(required);
        schema["properties"] = properties;
        return schema;
    }

    // A plain 1 is a number to whoever reads YAML by types. Other texts are units too, when the file names them under 'units'.
    private static JsonObject UnitSchema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray([.. FieldUnits.All.Select(unit => (JsonNode)unit.Symbol), 1]) },
            new JsonObject { ["type"] = "string", ["minLength"] = 1 }),
    };
}
