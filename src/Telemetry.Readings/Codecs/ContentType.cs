using System.Text;

namespace Telemetry.Readings.Codecs;

/// <summary>The codec that a content type (MQTT 5, RFC 9110 section 8.3) asks for.</summary>
internal static class ContentType
{
    /// <summary>Finds the codec; false when none reads it.</summary>
    /// <param name="contentType">As the message has it; empty for none.</param>
    /// <param name="usual">What the kind sends when it does not say.</param>
    /// <param name="codec">The codec.</param>
    public static bool TryFind(ReadOnlySpan<byte> contentType, PayloadCodec usual, out PayloadCodec codec)
    {
        codec = usual;
        if (contentType.IsEmpty)
            return true;
        int end = contentType.IndexOf((byte)';');
        ReadOnlySpan<byte> type = Trim(end < 0 ? contentType : contentType[..end]);
        if (Ascii.EqualsIgnoreCase(type, "application/senml+json"u8))
            codec = PayloadCodec.Senml;
        else if (Ascii.EqualsIgnoreCase(type, "application/json"u8))
            codec = PayloadCodec.Json;
        else
            return false;
        return end < 0 || IsUtf8(contentType[(end + 1)..]);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text[Ascii.Trim(text)];

    private static bool IsUtf8(ReadOnlySpan<byte> parameters)
    {
        ReadOnlySpan<byte> one = Trim(parameters);
        int equals = one.IndexOf((byte)'=');
        return one.IsEmpty
            || (equals > 0 && Ascii.EqualsIgnoreCase(one[..equals], "charset"u8) && Ascii.EqualsIgnoreCase(one[(equals + 1)..].Trim((byte)'"'), "utf-8"u8));
    }
}
