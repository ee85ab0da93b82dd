using System.Buffers;
using System.Text.Unicode;

namespace Telemetry.Mqtt.Topics;

/// <summary>The rules of a topic name, the kind a PUBLISH carries (MQTT 5.0, section 4.7).</summary>
public static class TopicName
{
    /// <summary>The longest topic name or filter, in bytes of UTF-8 [MQTT-4.7.3-3].</summary>
    public const int MaximumBytes = 65_535;

    private static readonly SearchValues<byte> Forbidden = SearchValues.Create("+#\0"u8);

    /// <summary>
    /// True for a name that may be published to: not empty [MQTT-4.7.3-1], without NUL [MQTT-4.7.3-2] and wildcards
    /// [MQTT-4.7.1-1], and well-formed UTF-8 without surrogates or overlong forms [MQTT-1.5.4-1].
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaximumBytes && !name.ContainsAny(Forbidden) && Utf8.IsValid(name);

    /// <summary>True for the server's own names, which a wildcard in the first level does not match [MQTT-4.7.2-1].</summary>
    public static bool IsReserved(ReadOnlySpan<byte> name) => name.Length > 0 && name[0] == (byte)'$';

    /// <summary>The number of levels of a name or a filter; a trailing slash begins one more, empty level.</summary>
    public static int CountLevels(ReadOnlySpan<byte> name) => name.Count((byte)'/') + 1;
}
