using System.Text.Unicode;

namespace Telemetry.Mqtt.Topics;

/// <summary>The rules of a topic filter, the kind a SUBSCRIBE carries (MQTT 5.0, section 4.7).</summary>
public static class TopicFilter
{
    private static ReadOnlySpan<byte> SharePrefix => "$share/"u8;

    /// <summary>
    /// True when <c>#</c> stands alone in the last level [MQTT-4.7.1-1], <c>+</c> stands alone in its level
    /// [MQTT-4.7.1-2], and the text is not empty, without NUL and well-formed UTF-8.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> filter)
    {
        if (filter.Length is 0 or > TopicName.MaximumBytes || filter.Contains((byte)0) || !Utf8.IsValid(filter))
            return false;
        ReadOnlySpan<byte> rest = filter;
        while (true)
        {
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> level = slash < 0 ? rest : rest[..slash];
            bool hasMulti = level.Contains((byte)'#');
            if (level.Length > 1 && (hasMulti || level.Contains((byte)'+')))
                return false;
            if (hasMulti && slash >= 0)
                return false;
            if (slash < 0)
                return true;
            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>True for <c>$share/group/filter</c>, well-formed or not (MQTT 5.0, section 4.8.2).</summary>
    public static bool IsShared(ReadOnlySpan<byte> filter) => filter.StartsWith(SharePrefix);

    /// <summary>
    /// What topics are matched against: the filter itself, or that of a shared subscription behind its group. Empty when
    /// the group is empty, has a wildcard in it [MQTT-4.8.2-1], or is not followed by a filter [MQTT-4.8.2-2].
    /// </summary>
    public static ReadOnlySpan<byte> Unshared(ReadOnlySpan<byte> filter)
    {
        if (!IsShared(filter))
            return filter;
        ReadOnlySpan<byte> rest = filter[SharePrefix.Length..];
        int slash = rest.IndexOf((byte)'/');
        return slash <= 0 || rest[..slash].IndexOfAny("+#"u8) >= 0 ? default : rest[(slash + 1)..];
    }
}
