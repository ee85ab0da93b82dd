using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>The fields of an event as a JSON object, in the order of the kind's table; missing ones are left out.</summary>
internal static class EventAttributes
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Of(in Sample sample)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            foreach (var field in sample.Device.Kind.Events.Fields)
            {
                double number = sample.Numbers[field.Index];
                if (field.Type == FieldType.Text && field.Index < sample.Texts.Length && sample.Texts[field.Index] is { } text)
                {
                    writer.WriteString(field.Name, text);
                }
                else if (field.Type == FieldType.Boolean && !double.IsNaN(number))
                {
                    writer.WriteBoolean(field.Name, number != 0);
                }
                else if (field.Type == FieldType.Number && double.IsFinite(number))
                {
                    writer.WriteNumber(field.Name, number);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
