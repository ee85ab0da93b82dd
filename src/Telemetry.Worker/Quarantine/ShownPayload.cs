using System.Text;
using System.Text.Unicode;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Quarantine;

/// <summary>A payload for the eye: text with everything invisible escaped, or base64 when it is not text.</summary>
/// <param name="Text">UTF-8 text; control and format characters but line feeds are <c>\uNNNN</c>. Null for what is not text.</param>
/// <param name="Base64">The bytes, when they are not text.</param>
internal readonly record struct ShownPayload(string? Text, string? Base64)
{
    public static ShownPayload Of(ReadOnlySpan<byte> payload, int maximumBytes = int.MaxValue)
    {
        ReadOnlySpan<byte> shown = payload[..Math.Min(payload.Length, maximumBytes)];
        bool isText = Utf8.IsValid(payload) && !payload.Contains((byte)0);
        return isText
            ? new ShownPayload(string.Join('\n', Encoding.UTF8.GetString(shown).Split('\n').Select(VisibleText.Of)), null)
            : new ShownPayload(null, Convert.ToBase64String(shown));
    }
}
