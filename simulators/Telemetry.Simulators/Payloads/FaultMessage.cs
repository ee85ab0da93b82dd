using System.Text.Json;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Payloads;

/// <summary>A fault asked for at run time: <c>{"kind":"leak","size":0.5,"duration":"10m"}</c>, size and duration optional.</summary>
internal static class FaultMessage
{
    /// <returns>Null and the fault, or what is wrong with the message.</returns>
    public static string? TryParse(ReadOnlyMemory<byte> payload, out Fault? fault)
    {
        fault = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("kind"u8, out JsonElement name)
                || name.ValueKind != JsonValueKind.String
                || !Fault.TryParseKind(name.GetString(), out FaultKind kind))
                return $"\"kind\" must be one of {string.Join(", ", Fault.KindNames)}";
            double size = 1;
            if (root.TryGetProperty("size"u8, out JsonElement sized)
                && (sized.ValueKind != JsonValueKind.Number || !sized.TryGetDouble(out size) || size is not (> 0 and <= 1)))
                return "\"size\" must be a number above 0, up to 1";
            TimeSpan? duration = null;
            if (root.TryGetProperty("duration"u8, out JsonElement lasting))
            {
                if (lasting.ValueKind != JsonValueKind.String || !Duration.TryParse(lasting.GetString(), out TimeSpan length))
                    return "\"duration\" must be a text like \"10m\"";
                duration = length;
            }

            fault = new Fault(kind, size, duration);
            return null;
        }
        catch (JsonException)
        {
            return "it is not JSON like {\"kind\":\"leak\"}";
        }
    }
}
