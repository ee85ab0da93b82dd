using System.Buffers;
using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Json;

namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>Turns foreign values into those of fields.</summary>
internal sealed class MappedValues(SampleBuilder builder)
{
    private readonly byte[] _text = new byte[64];

    /// <summary>The longest foreign text that a mapping may give a meaning to, in bytes.</summary>
    public const int MaximumMappedText = 64;

    /// <summary>Unix milliseconds; what is no time in the format reads as <see cref="long.MinValue"/>, which is never plausible.</summary>
    public static long ReadTime(JsonTokenType type, ReadOnlySpan<byte> text, TimeFormat format)
    {
        if (format == TimeFormat.Rfc3339)
            return type == JsonTokenType.String ? PayloadClock.Read(type, text) : long.MinValue;
        if (type == JsonTokenType.String ? !NumberGrammar.IsNumber(text) : type != JsonTokenType.Number)
            return long.MinValue;
        if (format == TimeFormat.UnixMilliseconds)
            return PayloadClock.Read(JsonTokenType.Number, text);
        double milliseconds = Math.Floor(Math.Round(JsonNumber.Parse(text) * 1000, 3));
        return Math.Abs(milliseconds) < 1e15 ? (long)milliseconds : long.MinValue;
    }

    /// <summary>Adds the value the reader is at; an object or an array is of the wrong type, and left to the caller to pass.</summary>
    public RejectReason Add(in Utf8JsonReader reader, MappedField mapped)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return RejectReason.None;
        builder.TryClaim(mapped.Field);
        if (mapped.Values.Count > 0)
            return AddMeaning(reader, mapped);
        FieldProfile field = mapped.Field;
        switch (field.Type)
        {
            case FieldType.Number when reader.TokenType == JsonTokenType.Number:
                AddNumber(mapped, reader.ValueSpan, (int)reader.TokenStartIndex);
                break;
            case FieldType.Number when reader.TokenType == JsonTokenType.String && NumberGrammar.IsNumber(reader.ValueSpan):
                AddNumber(mapped, reader.ValueSpan, (int)reader.TokenStartIndex + 1);
                break;
            case FieldType.Boolean when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                builder.AddBoolean(field, reader.TokenType == JsonTokenType.True);
                break;
            case FieldType.Text when reader.TokenType == JsonTokenType.String:
                return builder.AddText(field, reader.ValueSpan, reader.ValueIsEscaped, (int)reader.TokenStartIndex + 1);
            default:
                builder.Faults.Count(DeviceFault.WrongType);
                break;
        }

        return RejectReason.None;
    }

    private void AddNumber(MappedField mapped, ReadOnlySpan<byte> text, int offset)
    {
        if (mapped.IsAsItIs)
            builder.AddNumber(mapped.Field, text, offset);
        else
            builder.AddNumber(mapped.Field, mapped.Of(JsonNumber.Parse(text)));
    }

    private RejectReason AddMeaning(in Utf8JsonReader reader, MappedField mapped)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            builder.Faults.Count(DeviceFault.WrongType);
            return RejectReason.None;
        }

        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            if (!JsonText.AreSurrogatesPaired(text))
                return RejectReason.InvalidUtf8;
            text = JsonText.TryUnescape(text, _text, out int written) == OperationStatus.Done ? _text.AsSpan(0, written) : default;
        }

        double number = reader.TokenType == JsonTokenType.Number ? JsonNumber.Parse(text) : double.NaN;
        foreach (MappedValue value in mapped.Values)
        {
            if (!text.SequenceEqual(value.Foreign) && number != value.ForeignNumber)
                continue;
            if (value.Text is not null)
                builder.AddMappedText(mapped.Field, value.Text);
            else if (mapped.Field.Type == FieldType.Boolean)
                builder.AddBoolean(mapped.Field, value.Number != 0);
            else
                builder.AddNumber(mapped.Field, value.Number);
            return RejectReason.None;
        }

        builder.Faults.Count(DeviceFault.UnmappedValue);
        return RejectReason.None;
    }
}
