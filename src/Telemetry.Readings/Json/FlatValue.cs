using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Telemetry.Readings.Json;

/// <summary>The value of a key: its kind, and where its text (of a string: between the quotes) lies in the payload.</summary>
internal readonly record struct FlatValue(JsonTokenType Type, int Offset, int Length, bool IsEscaped)
{
    /// <summary>True for a key that is missing or null.</summary>
    public bool IsMissing => Type is JsonTokenType.None or JsonTokenType.Null;

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> payload) => payload.Slice(Offset, Length);

    /// <summary>A string of at most so many bytes of UTF-8, without NUL; null otherwise.</summary>
    public string? ReadString(ReadOnlySpan<byte> payload, int maximumBytes)
    {
        if (Type != JsonTokenType.String)
            return null;
        byte[] utf8 = new byte[maximumBytes];
        return JsonText.TryUnescape(Text(payload), utf8, out int written) == OperationStatus.Done && !utf8.AsSpan(0, written).Contains((byte)0)
            ? Encoding.UTF8.GetString(utf8, 0, written)
            : null;
    }
}
