using System.Text.Json;

namespace Telemetry.Readings.Inventory.Files;

/// <summary>JSON Schema of the values that many keys share.</summary>
internal static class Values
{
    public const string Id = """{ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" }""";
    public const string Name = """{ "type": "string", "minLength": 1 }""";
    public const string Text = """{ "type": "string", "minLength": 1 }""";
    public const string Number = """{ "type": "number" }""";
    public const string Positive = """{ "type": "number", "exclusiveMinimum": 0 }""";
    public const string TrueOrFalse = """{ "type": "boolean" }""";
    public const string Duration = """{ "type": "string", "pattern": "^[0-9.]+(ms|s|m|h|d)$" }""";
    public const string Occurrences = """{ "type": "string", "pattern": "^[0-9]+ in [0-9.]+(ms|s|m|h|d)$" }""";
    public const string NumberRange = """{ "type": "array", "prefixItems": [{ "type": "number" }, { "type": "number" }], "items": false, "minItems": 2 }""";
    public const string Points = """{ "type": "array", "minItems": 2, "items": { "$ref": "#/$defs/pair" } }""";
    public const string PlanPoints = """{ "type": "array", "minItems": 1, "items": { "type": "array", "prefixItems": [{ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T" }, { "type": "number" }], "items": false, "minItems": 2 } }""";
    public const string Corners = """{ "type": "array", "minItems": 3, "items": { "$ref": "#/$defs/pair" } }""";

    /// <summary>Ids, one or a template of many.</summary>
    public const string Template = """{ "type": "string", "pattern": "^[a-z0-9-]*(\\{[0-9]+\\.\\.[0-9]+\\})?[a-z0-9-]*$", "minLength": 1 }""";

    public const string FieldName = "^[a-z][a-z0-9_]{0,63}$";
    public const string IdPattern = "^[a-z0-9-]{1,64}$";

    public static string Ref(string shape) => $$"""{ "$ref": "#/$defs/{{shape}}" }""";

    public static string ListOf(string item) => $$"""{ "type": "array", "items": {{item}} }""";

    /// <summary>One value, or a list of them that is not empty.</summary>
    public static string OneOrMore(string item) => $$"""{ "anyOf": [{{item}}, { "type": "array", "minItems": 1, "items": {{item}} }] }""";

    public static string MapOf(string item, string keyPattern) =>
        $$"""{ "type": "object", "propertyNames": { "pattern": {{JsonSerializer.Serialize(keyPattern)}} }, "additionalProperties": {{item}} }""";

    public static string OneOf(params IEnumerable<string> values) => $$"""{ "enum": [{{string.Join(", ", values.Select(v => $"\"{v}\""))}}] }""";
}
