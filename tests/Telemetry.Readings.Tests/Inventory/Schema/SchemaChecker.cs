using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Telemetry.Readings.Tests.Inventory.Schema;

/// <summary>
/// As much of JSON Schema 2020-12 as the published schemas use, written from the specification. An unknown keyword fails, so
/// that nothing in a schema goes unchecked.
/// </summary>
internal sealed class SchemaChecker(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description"];

    public static SchemaChecker Of(string schema) => new(JsonNode.Parse(schema)!.AsObject());

    /// <summary>What is wrong, each with its path.</summary>
    public IReadOnlyList<string> Check(JsonNode? value)
    {
        var errors = new List<string>();
        Check(root, value, "$", errors);
        return errors;
    }

    private void Check(JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        foreach ((string keyword, JsonNode? argument) in schema)
        {
            if (!Annotations.Contains(keyword) && !IsGood(keyword, argument!, schema, value, path, errors))
                errors.Add($"{path}: {keyword} {argument?.ToJsonString()}");
        }
    }

    private bool IsGood(string keyword, JsonNode argument, JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        switch (keyword)
        {
            case "$ref":
                Check(root["$defs"]![argument.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), value, path, errors);
                return true;
            case "type":
                return TypeOf(value) == argument.GetValue<string>();
            case "enum":
                return argument.AsArray().Any(known => JsonNode.DeepEquals(known, value));
            case "anyOf":
                return argument.AsArray().Any(option => Errors(option!.AsObject(), value).Count == 0);
            case "pattern":
                return value is not JsonValue text || TypeOf(value) != "string" || Regex.IsMatch(text.GetValue<string>(), argument.GetValue<string>());
            case "minLength":
                return TypeOf(value) != "string" || value!.GetValue<string>().Length >= argument.GetValue<int>();
            case "exclusiveMinimum":
                return TypeOf(value) != "number" || value!.GetValue<double>() > argument.GetValue<double>();
            case "minItems":
                return value is not JsonArray list || list.Count >= argument.GetValue<int>();
            case "required":
                return value is not JsonObject mapping || argument.AsArray().All(key => mapping.ContainsKey(key!.GetValue<string>()));
            default:
                return IsGoodInside(keyword, argument, schema, value, path, errors);
        }
    }

    private bool IsGoodInside(string keyword, JsonNode argument, JsonObject schema, JsonNode? value, string path, List<string> errors)
    {
        switch (keyword)
        {
            case "properties":
                foreach ((string key, JsonNode? child) in argument.AsObject().Where(p => (value as JsonObject)?.ContainsKey(p.Key) == true))
                    Check(child!.AsObject(), value![key], $"{path}.{key}", errors);
                return true;
            case "propertyNames":
                return value is not JsonObject names || names.All(p => Errors(argument.AsObject(), JsonValue.Create(p.Key)).Count == 0);
            case "additionalProperties" when value is JsonObject mapping:
                IEnumerable<KeyValuePair<string, JsonNode?>> others = mapping.Where(p => schema["properties"]?.AsObject().ContainsKey(p.Key) != true);
                if (argument is not JsonObject each)
                    return !others.Any();
                foreach ((string key, JsonNode? child) in others)
                    Check(each, child, $"{path}.{key}", errors);
                return true;
            case "prefixItems" when value is JsonArray list:
                for (int i = 0; i < Math.Min(list.Count, argument.AsArray().Count); i++)
                    Check(argument[i]!.AsObject(), list[i], $"{path}[{i}]", errors);
                return true;
            case "items" when value is JsonArray list:
                int first = schema["prefixItems"]?.AsArray().Count ?? 0;
                if (argument is not JsonObject item)
                    return list.Count <= first;
                for (int i = first; i < list.Count; i++)
                    Check(item, list[i], $"{path}[{i}]", errors);
                return true;
            case "additionalProperties" or "prefixItems" or "items":
                return true;
            default:
                throw new InvalidOperationException($"The schema uses '{keyword}', which this checker does not know.");
        }
    }

    private List<string> Errors(JsonObject schema, JsonNode? value)
    {
        var errors = new List<string>();
        Check(schema, value, "", errors);
        return errors;
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        null => "null",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
            _ => "number",
        },
    };
}
