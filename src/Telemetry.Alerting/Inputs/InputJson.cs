using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Telemetry.Alerting.Inputs;

/// <summary>
/// An input as JSON, the same for the API, MQTT and the journal:
/// <code>{"kind":"mode","scope":{"device":"hs-0001"},"value":"cold-run","from":"2026-11-01T08:00:00+08:00","until":1793500000000,"note":"...","id":"..."}</code>
/// The journal's has the principal as well: <c>"by"</c>.
/// </summary>
public static class InputJson
{
    internal const string Principal = "by";

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads what somebody sent. Whether the city has what it speaks of is not looked at: see <see cref="InputCheck"/>.</summary>
    /// <param name="principal">Who sent it.</param>
    /// <param name="nowMs">Unix milliseconds; the beginning of an input that gives none.</param>
    /// <param name="mistake">What is wrong, where, and how to mend it.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> json, string principal, long nowMs, InputLimits limits, [NotNullWhen(true)] out InputRecord? record, [NotNullWhen(false)] out string? mistake)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(limits);
        return Read(json, principal, nowMs, limits, out record, out mistake);
    }

    /// <summary>Reads the body of an <c>input</c> record. False for a record of another use: that a backup was restored.</summary>
    /// <param name="givenAtMs">When the record was received.</param>
    public static bool TryReadBody(ReadOnlyMemory<byte> body, long givenAtMs, [NotNullWhen(true)] out InputRecord? record) =>
        Read(body, null, givenAtMs, InputLimits.None, out record, out _);

    /// <summary>Writes the body of an <c>input</c> record, with its principal and times in Unix milliseconds.</summary>
    public static byte[] WriteBody(InputRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("kind", record.Kind.Label());
            WriteScope(writer, record.Scope);
            WriteText(writer, record.Kind == InputKind.Plan ? "field" : "name", record.Name.Length == 0 ? null : record.Name);
            WriteValue(writer, record);
            writer.WriteNumber("from", record.FromMs);
            if (record.UntilMs != long.MaxValue && record.Kind != InputKind.Service)
            {
                writer.WriteNumber("until", record.UntilMs);
            }

            WriteText(writer, "note", record.Note);
            WriteText(writer, "id", record.Id);
            writer.WriteString(Principal, record.Principal);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static bool Read(
        ReadOnlyMemory<byte> json, string? principal, long nowMs, InputLimits limits, [NotNullWhen(true)] out InputRecord? record, [NotNullWhen(false)] out string? mistake)
    {
        record = null;
        mistake = InputSyntax.Find(json.Span);
        if (mistake is not null)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = InputSyntax.MaximumDepth, AllowDuplicateProperties = false });
            var reader = new InputReader(document.RootElement, principal, nowMs, limits);
            record = reader.Read();
            mistake = reader.Mistake;
            return record is not null;
        }
        catch (JsonException twice)
        {
            // Its syntax is good, so it is a key that is there twice.
            mistake = twice.Message;
            return false;
        }
    }

    private static void WriteScope(Utf8JsonWriter writer, InputScope scope)
    {
        writer.WriteStartObject("scope");
        WriteText(writer, "device", scope.Device);
        WriteText(writer, "site", scope.Site);
        WriteText(writer, "area", scope.Area);
        WriteText(writer, "system", scope.System);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, InputRecord record)
    {
        if (record.IsTakenBack)
        {
            writer.WriteNull("value");
        }
        else if (record.IsSeries)
        {
            writer.WriteBoolean("steps", record.HasSteps);
            writer.WriteStartArray("points");
            foreach (var point in record.Points)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(point.AtMs);
                writer.WriteNumberValue(point.Value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }
        else if (record.Text is { } text)
        {
            writer.WriteString("value", text);
        }
        else if (record.Kind == InputKind.Weather)
        {
            writer.WriteNumber("value", record.Number);
        }
        else
        {
            writer.WriteBoolean("value", record.Number == 1);
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string key, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(key, text);
        }
    }
}
