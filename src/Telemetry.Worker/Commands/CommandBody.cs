using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Commands;

/// <summary>The JSON of a command, without its remaining time to live, which is added when it is sent.</summary>
internal static class CommandBody
{
    /// <summary>Chinese stays readable in logs and on the wire; what HTML would mind is escaped.</summary>
    public static JsonSerializerOptions Json { get; } = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Create(string id, RuleCommand command, string by)
    {
        var arguments = new JsonObject();
        foreach (RuleCommandArgument argument in command.Arguments)
            arguments[argument.Field.Name] = Value(argument);
        return new JsonObject
        {
            ["id"] = id,
            ["name"] = command.Name,
            ["args"] = arguments,
            ["phase"] = "execute",
            ["by"] = by,
        }.ToJsonString(Json);
    }

    private static JsonNode Value(RuleCommandArgument argument) => argument.Field.Type switch
    {
        FieldType.Number => double.Parse(argument.Value.Value, System.Globalization.CultureInfo.InvariantCulture),
        FieldType.Boolean => bool.Parse(argument.Value.Value),
        _ => argument.Value.Value,
    };
}
