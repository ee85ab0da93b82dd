using System.Globalization;
using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

/// <summary>What a decoder holds, as <c>time field=value ...</c> for each sample.</summary>
internal static class DecodedText
{
    public static List<string> Of(PayloadDecoder decoder, FieldTable table, byte[] payload, bool sorted = false)
    {
        var texts = new List<string>();
        foreach (DecodedSample sample in decoder.Samples)
        {
            var fields = new List<string>();
            foreach (DecodedField field in decoder.Fields.Slice(sample.FirstField, sample.FieldCount))
                fields.Add($"{table[field.FieldIndex].Name}={Value(field, payload)}");
            if (sorted)
                fields.Sort(StringComparer.Ordinal);
            texts.Add($"{sample.TimestampMs} {string.Join(' ', fields)}");
        }

        return texts;
    }

    private static string Value(in DecodedField field, byte[] payload)
    {
        if (field.Type == FieldType.Text)
        {
            byte[] text = new byte[256];
            return Encoding.UTF8.GetString(text, 0, PayloadDecoder.CopyText(field, payload, text));
        }

        return field.TextLength > 0
            ? Encoding.UTF8.GetString(payload, field.TextOffset, field.TextLength)
            : field.Number.ToString(CultureInfo.InvariantCulture);
    }
}
