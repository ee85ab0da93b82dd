using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs;

/// <summary>Decodes one object of a native payload into a sample: the keys, and what their values are worth.</summary>
internal sealed class ObjectDecoder(SampleBuilder builder)
{
    /// <summary>Reads from the start of an object to its end.</summary>
    public RejectReason Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, bool isInArray)
    {
        builder.BeginSample();
        FieldTable table = builder.Table;
        int expected = 0;
        long? timestamp = null;
        long sequence = -1;
        (bool hasTimestamp, bool hasSequence) = (false, false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            int nameOffset = (int)reader.TokenStartIndex + 1;
            int nameLength = name.Length;
            if (reader.ValueIsEscaped && !builder.TryUnescapeName(ref name))
                return RejectReason.InvalidUtf8;

            // Fields come in the order of the profile most of the time.
            FieldProfile? field = null;
            if (expected < table.Count && name.SequenceEqual(table[expected].NameBytes))
            {
                field = table[expected];
            }
            else if (name.SequenceEqual("ts"u8))
            {
                if (hasTimestamp)
                    return RejectReason.DuplicateKey;
                hasTimestamp = true;
                reader.Read();
                if (reader.TokenType != JsonTokenType.Null)
                    timestamp = PayloadClock.Read(reader.TokenType, reader.ValueSpan);
            }
            else if (name.SequenceEqual("seq"u8))
            {
                if (hasSequence)
                    return RejectReason.DuplicateKey;
                hasSequence = true;
                reader.Read();
                sequence = builder.ReadSequence(reader.TokenType, reader.ValueSpan);
            }
            else if (!table.TryFind(name, out field))
            {
                builder.CountUnknown(nameOffset, nameLength);
                reader.Read();
            }

            RejectReason reason = RejectReason.None;
            if (field is not null)
            {
                expected = field.Index + 1;
                if (!builder.TryClaim(field))
                    return RejectReason.DuplicateKey;
                reader.Read();
                reason = ReadField(ref reader, payload, field);
            }
            else if (reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reason = StrictJson.SkipValue(ref reader, StrictJson.MaximumDepth);
            }

            if (reason != RejectReason.None)
                return reason;
        }

        return builder.Complete(timestamp, sequence, isInArray);
    }

    private RejectReason ReadField(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, FieldProfile field)
    {
        int offset = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when field.Type == FieldType.Number:
                builder.AddNumber(field, reader.ValueSpan, offset);
                return RejectReason.None;
            case JsonTokenType.True or JsonTokenType.False when field.Type == FieldType.Boolean:
                builder.AddBoolean(field, reader.TokenType == JsonTokenType.True);
                return RejectReason.None;
            case JsonTokenType.String when field.Type == FieldType.Text:
                return builder.AddText(field, reader.ValueSpan, reader.ValueIsEscaped, offset + 1);
            case JsonTokenType.Null:
                // As good as not there: senders without a value write it.
                return RejectReason.None;
            case JsonTokenType.String when field.Type == FieldType.Number && BareLiterals.LengthAt(payload[offset..]) > 0:
                builder.Faults.Count(DeviceFault.NotFinite);
                return RejectReason.None;
            default:
                builder.Faults.Count(DeviceFault.WrongType);
                return StrictJson.SkipValue(ref reader, StrictJson.MaximumDepth);
        }
    }
}
