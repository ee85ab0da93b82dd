using System.Text.Json;

namespace Telemetry.Readings.Json;

/// <summary>Reads the known keys of one small object: a status, a reply. Other keys are checked and ignored.</summary>
internal static class FlatObject
{
    /// <summary>Fills <paramref name="values"/> in the order of <paramref name="keys"/>.</summary>
    public static RejectReason Read(ReadOnlySpan<byte> payload, int maximumBytes, ReadOnlySpan<string> keys, Span<FlatValue> values)
    {
        RejectReason reason = StrictJson.CheckBytes(payload, maximumBytes);
        if (reason != RejectReason.None)
            return reason;
        values.Clear();
        var reader = new Utf8JsonReader(payload);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return RejectReason.NotAnObject;
            while (reason == RejectReason.None && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                reason = ReadEntry(ref reader, keys, values);
            return reason == RejectReason.None ? StrictJson.CheckEnd(reader, payload) : reason;
        }
        catch (JsonException)
        {
            return RejectReason.MalformedJson;
        }
    }

    private static RejectReason ReadEntry(ref Utf8JsonReader reader, ReadOnlySpan<string> keys, Span<FlatValue> values)
    {
        if (reader.ValueIsEscaped && !JsonText.AreSurrogatesPaired(reader.ValueSpan))
            return RejectReason.InvalidUtf8;
        int key = keys.Length - 1;
        while (key >= 0 && !reader.ValueTextEquals(keys[key]))
            key--;
        reader.Read();
        if (key >= 0)
        {
            if (values[key].Type != JsonTokenType.None)
                return RejectReason.DuplicateKey;
            int quote = reader.TokenType == JsonTokenType.String ? 1 : 0;
            values[key] = new FlatValue(reader.TokenType, (int)reader.TokenStartIndex + quote, reader.ValueSpan.Length, reader.ValueIsEscaped);
        }

        return StrictJson.SkipValue(ref reader, StrictJson.MaximumDepth);
    }
}
