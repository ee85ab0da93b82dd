using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Telemetry.Mqtt.Codec;

/// <summary>What MQTT 5.0, sections 1.5.4 and 4.7, demand of strings and topics.</summary>
internal static class Utf8Text
{
    private static readonly SearchValues<byte> Wildcards = SearchValues.Create("+#"u8);

    /// <summary>Well-formed UTF-8 [MQTT-1.5.4-1] without U+0000 [MQTT-1.5.4-2].</summary>
    public static bool IsText(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) && !utf8.Contains((byte)0);

    /// <summary>
    /// As <see cref="IsText"/>, and without control characters and non-characters, which a receiver may treat as
    /// malformed: a name ends up in logs and file names. U+FEFF is a character like any other [MQTT-1.5.4-3].
    /// </summary>
    public static bool IsName(ReadOnlySpan<byte> utf8) => !utf8.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) || IsLongName(utf8);

    /// <summary>At least one character [MQTT-4.7.3-1] and no wildcard [MQTT-3.3.2-2]; the characters are checked elsewhere.</summary>
    public static bool IsTopicName(ReadOnlySpan<byte> name) => !name.IsEmpty && !name.ContainsAny(Wildcards);

    private static bool IsLongName(ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out Rune rune, out int length) != OperationStatus.Done)
                return false;
            int value = rune.Value;
            if (value is < 0x20 or (>= 0x7F and <= 0x9F) or (>= 0xFDD0 and <= 0xFDEF) || (value & 0xFFFE) == 0xFFFE)
                return false;
            utf8 = utf8[length..];
        }

        return true;
    }
}
