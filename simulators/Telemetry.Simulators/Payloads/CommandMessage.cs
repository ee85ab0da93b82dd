using System.Text.Json;

namespace Telemetry.Simulators.Payloads;

/// <summary>A command as it came: <c>{"id","name","args","phase","ttlMs",...}</c>.</summary>
/// <param name="Id">Names the command; the same id is never carried out twice.</param>
/// <param name="Name">What to do.</param>
/// <param name="Phase"><c>execute</c> when absent.</param>
/// <param name="TtlMs">How long after its arrival the command may begin; 30 s when absent.</param>
/// <param name="Text">The argument <c>text</c>; null when absent.</param>
internal sealed record CommandMessage(string Id, string Name, string Phase, long TtlMs, string? Text)
{
    public const long DefaultTtlMs = 30_000;

    /// <summary>Null when it is no JSON object with an id and a name.</summary>
    public static CommandMessage? Parse(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || TextOf(root, "id") is not { } id || TextOf(root, "name") is not { } name)
                return null;
            long ttl = DefaultTtlMs;
            if (root.TryGetProperty("ttlMs"u8, out JsonElement given) && (given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out ttl)))
                return null;
            string? text = root.TryGetProperty("args"u8, out JsonElement args) && args.ValueKind == JsonValueKind.Object
                ? TextOf(args, "text")
                : null;
            return new CommandMessage(id, name, TextOf(root, "phase") ?? "execute", ttl, text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
