using System.Text.Json;
using System.Text.Unicode;
using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>Where in its payload a message is wrong, for reasons that are about a place.</summary>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">Bytes into the line, from 1.</param>
internal readonly record struct RejectPlace(int Offset, int Line, int Column)
{
    /// <summary>The deepest nesting that is followed: beyond what any codec reads.</summary>
    private const int FollowedDepth = 1_000;

    /// <summary>Null when the reason is about the message as a whole, or the payload no longer shows it.</summary>
    public static RejectPlace? Find(RejectReason reason, ReadOnlySpan<byte> payload) => reason switch
    {
        RejectReason.ByteOrderMark => At(payload, 0),
        RejectReason.InvalidUtf8 => Utf8.IsValid(payload) ? Tokens(reason, payload) : At(payload, FirstInvalid(payload)),
        RejectReason.MalformedJson or RejectReason.TrailingBytes or RejectReason.TooDeep or RejectReason.DuplicateKey or RejectReason.NotAnObject
            or RejectReason.MissingTimestamp or RejectReason.UnknownEvent => Tokens(reason, payload),
        _ => null,
    };

    private static RejectPlace? Tokens(RejectReason reason, ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload, new JsonReaderOptions { MaxDepth = FollowedDepth });
        var keys = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                if (IsThere(reason, ref reader, keys))
                    return At(payload, (int)reader.TokenStartIndex);
                if (reader.TokenType == JsonTokenType.StartObject)
                    keys.Push([]);
                else if (reader.TokenType == JsonTokenType.EndObject)
                    keys.Pop();
            }
        }
        catch (JsonException)
        {
            // What follows the value is the first byte that cannot be read, as for any other mistake.
            return reason is RejectReason.MalformedJson or RejectReason.TrailingBytes ? At(payload, FirstUnread(reader, payload)) : null;
        }

        return null;
    }

    private static bool IsThere(RejectReason reason, ref Utf8JsonReader reader, Stack<HashSet<string>> keys) => reason switch
    {
        RejectReason.TooDeep => reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= DeepestNative,
        RejectReason.DuplicateKey => reader.TokenType == JsonTokenType.PropertyName && TryName(ref reader, out string name) && !keys.Peek().Add(name),
        RejectReason.NotAnObject => keys.Count == 0 && (reader.TokenType == JsonTokenType.StartArray
            ? reader.CurrentDepth > 0
            : reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray)),
        RejectReason.InvalidUtf8 => reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && !TryName(ref reader, out _),
        RejectReason.UnknownEvent => reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("event"u8),
        RejectReason.MissingTimestamp => reader.TokenType == JsonTokenType.StartObject && !HasTimestamp(reader),
        _ => false,
    };

    /// <summary>What our own JSON allows; a mapped kind may nest deeper, its message then shows no place.</summary>
    private const int DeepestNative = 4;

    /// <summary>False when an escape names half a surrogate pair.</summary>
    private static bool TryName(ref Utf8JsonReader reader, out string name)
    {
        try
        {
            name = reader.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = "";
            return false;
        }
    }

    /// <summary>Looks ahead in the object that a copy of the reader is at.</summary>
    private static bool HasTimestamp(Utf8JsonReader reader)
    {
        int depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 1 && reader.ValueTextEquals("ts"u8))
                return true;
        }

        return false;
    }

    private static int FirstUnread(in Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        int at = (int)reader.BytesConsumed;
        int space = payload[at..].IndexOfAnyExcept(" \t\r\n"u8);
        return space < 0 ? payload.Length : at + space;
    }

    private static int FirstInvalid(ReadOnlySpan<byte> payload)
    {
        Span<char> characters = new char[payload.Length];
        Utf8.ToUtf16(payload, characters, out int read, out _, replaceInvalidSequences: false);
        return read;
    }

    private static RejectPlace At(ReadOnlySpan<byte> payload, int offset)
    {
        ReadOnlySpan<byte> before = payload[..Math.Min(offset, payload.Length)];
        return new RejectPlace(offset, before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'));
    }
}
