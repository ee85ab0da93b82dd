using System.Text;
using System.Text.Unicode;
using Telemetry.Readings;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Api;

/// <summary>A rejected message.</summary>
/// <param name="Position">Its number; pass the last one as <c>before</c> for the next page.</param>
/// <param name="ReceivedAt">RFC 3339, UTC.</param>
/// <param name="Reason">Why; of the last time it was tried.</param>
/// <param name="Device">The device its topic names, if any.</param>
/// <param name="Topic">Where it was sent.</param>
/// <param name="ContentType">Of MQTT 5, if it had one.</param>
/// <param name="Bytes">Length of the payload as it came.</param>
/// <param name="Picture">True for a picture of a camera: neither text nor base64, and its payload only for those who may see pictures.</param>
/// <param name="Text">The payload, or its beginning, when it is UTF-8 text.</param>
/// <param name="Base64">The payload, or its beginning, when it is not.</param>
/// <param name="Place">Where it is wrong, when the reason is about a place; only of one message.</param>
/// <param name="TriedAt">RFC 3339: when it was last tried again.</param>
/// <param name="TriedBy">Who asked for that.</param>
/// <param name="ReplayedAt">RFC 3339: when it was taken after all.</param>
public sealed record QuarantineItem(
    long Position, string ReceivedAt, string Reason, string? Device, string Topic, string? ContentType, long Bytes, bool Picture, string? Text, string? Base64,
    QuarantinePlace? Place, string? TriedAt, string? TriedBy, string? ReplayedAt)
{
    internal static QuarantineItem Of(QuarantinedMessage message, int shownBytes, bool withPlace = false)
    {
        ReadOnlySpan<byte> shown = message.Payload.AsSpan(0, Math.Min(message.Payload.Length, shownBytes));
        bool isText = Utf8.IsValid(message.Payload);
        return new QuarantineItem(
            message.Position, TimeText.Rfc3339(message.ReceivedAt), message.Reason, Optional(message.Device), message.Topic, Optional(message.ContentType),
            message.Bytes, message.IsPicture, isText && !message.IsPicture ? Encoding.UTF8.GetString(shown) : null, isText || message.IsPicture ? null : Convert.ToBase64String(shown),
            withPlace && !message.IsPicture && RejectReasons.TryParse(message.Reason, out RejectReason reason) && RejectPlace.Find(reason, message.Payload) is { } place
                ? new QuarantinePlace(place.Offset, place.Line, place.Column)
                : null,
            Time(message.TriedAt), message.TriedBy, Time(message.ReplayedAt));
    }

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    private static string? Time(long? atMs) => atMs is { } at ? TimeText.Rfc3339(at) : null;
}

/// <summary>A place in a payload.</summary>
/// <param name="Offset">Bytes before it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">Bytes into the line, from 1.</param>
public sealed record QuarantinePlace(int Offset, int Line, int Column);

/// <summary>A page of rejected messages.</summary>
/// <param name="Total">All that are kept, whatever the filter.</param>
/// <param name="Messages">The newest first.</param>
/// <param name="Next">Pass it as <c>before</c> for the next page; null when this is the last.</param>
public sealed record QuarantineAnswer(long Total, IReadOnlyList<QuarantineItem> Messages, long? Next);
