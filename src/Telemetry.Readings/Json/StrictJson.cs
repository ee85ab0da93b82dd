using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Readings.Json;

/// <summary>What System.Text.Json's reader leaves open and a payload may not have.</summary>
internal static class StrictJson
{
    /// <summary>The deepest nesting of objects and arrays in a payload of ours.</summary>
    public const int MaximumDepth = 4;

    /// <summary>The deepest nesting in a foreign payload that is mapped.</summary>
    public const int MaximumForeignDepth = 16;

    /// <summary>Checks what can be told before reading.</summary>
    public static RejectReason CheckBytes(ReadOnlySpan<byte> payload, int maximumBytes)
    {
        if (payload.Length > maximumBytes)
            return RejectReason.Oversize;
        if (!payload.ContainsAnyExcept(" \t\r\n"u8))
            return RejectReason.EmptyPayload;
        if (payload.StartsWith("\uFEFF"u8))
            return RejectReason.ByteOrderMark;
        return Utf8.IsValid(payload) ? RejectReason.None : RejectReason.InvalidUtf8;
    }

    /// <summary>Checks that nothing but white space follows the value that was read.</summary>
    public static RejectReason CheckEnd(in Utf8JsonReader reader, ReadOnlySpan<byte> payload) =>
        reader.BytesConsumed == payload.Length || !payload[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8)
            ? RejectReason.None
            : RejectReason.TrailingBytes;

    /// <summary>Goes past the value the reader is at, checking its depth and its strings.</summary>
    public static RejectReason SkipValue(ref Utf8JsonReader reader, int maximumDepth)
    {
        int depth = reader.CurrentDepth;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maximumDepth:
                    return RejectReason.TooDeep;
                case JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped && !JsonText.AreSurrogatesPaired(reader.ValueSpan):
                    return RejectReason.InvalidUtf8;
                case JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName:
                    break;
                default:
                    if (reader.CurrentDepth <= depth)
                        return RejectReason.None;
                    break;
            }
        }
        while (reader.Read());
        return RejectReason.None;
    }
}
