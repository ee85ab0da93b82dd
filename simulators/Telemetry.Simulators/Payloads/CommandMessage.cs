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

    private const int MaximumArguments = 16;

    /// <summary>What <c>select</c> was given and <c>execute</c> repeats; null when absent.</summary>
    public string? Token { get; init; }

    /// <summary>Who gave it; null when absent.</summary>
    public string? By { get; init; }

    /// <summary>Who confirmed it; null when absent.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>The arguments that are numbers, and booleans as 1 and 0; null when there are none.</summary>
    public IReadOnlyDictionary<string, double>? Numbers { get; init; }

    /// <summary>An argument that is a number or a boolean; NaN when absent.</summary>
    public double Number(string name) => Numbers?.TryGetValue(name, out double value) == true ? value : double.NaN;

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
            bool hasArguments = root.TryGetProperty("args"u8, out JsonElement args) && args.ValueKind == JsonValueKind.Object;
            return new CommandMessage(id, name, TextOf(root, "phase") ?? "execute", ttl, hasArguments ? TextOf(args, "text") : null)
            {
                Token = TextOf(root, "token"),
                By = TextOf(root, "by"),
                ConfirmedBy = TextOf(root, "confirmedBy"),
                Numbers = hasArguments ? NumbersOf(args) : null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, double>? NumbersOf(JsonElement args)
    {
        Dictionary<string, double>? numbers = null;
        foreach (JsonProperty argument in args.EnumerateObject().Take(MaximumArguments))
        {
            double? number = argument.Value.ValueKind switch
            {
                JsonValueKind.Number => argument.Value.GetDouble(),
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => null,
            };
            if (number is { } value)
                (numbers ??= [])[argument.Name] = value;
        }

        return numbers;
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
