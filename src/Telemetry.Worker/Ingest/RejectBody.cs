using System.Buffers.Binary;
using Telemetry.Readings;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The body of a <c>reject</c> record: why, where it was sent, and the message as it came.
/// <code>
/// +--------+--------------------+-------+--------------------------------+---------+
/// | reason | topic length (LE)  | topic | content type, when it had one: | payload |
/// | 1 byte | 2 bytes            |       | 1 byte of length, and the text | to the end
/// +--------+--------------------+-------+--------------------------------+---------+
/// </code>
/// The highest bit of the reason says that there is a content type; records from before there was one have it not.
/// </summary>
internal static class RejectBody
{
    private const int HeaderLength = 3;
    private const byte HasContentType = 0x80;

    /// <summary>A content type that is longer is cut: none that anybody reads is.</summary>
    private const int MaximumContentType = byte.MaxValue;

    public static int Length(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType = default) =>
        HeaderLength + topic.Length + (contentType.IsEmpty ? 0 : 1 + Math.Min(contentType.Length, MaximumContentType)) + payload.Length;

    public static void Write(
        Span<byte> body, RejectReason reason, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType = default)
    {
        body[0] = (byte)reason;
        BinaryPrimitives.WriteUInt16LittleEndian(body[1..], (ushort)topic.Length);
        topic.CopyTo(body[HeaderLength..]);
        Span<byte> rest = body[(HeaderLength + topic.Length)..];
        if (!contentType.IsEmpty)
        {
            contentType = contentType[..Math.Min(contentType.Length, MaximumContentType)];
            body[0] |= HasContentType;
            rest[0] = (byte)contentType.Length;
            contentType.CopyTo(rest[1..]);
            rest = rest[(1 + contentType.Length)..];
        }

        payload.CopyTo(rest);
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, out ReadOnlySpan{byte}, out ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    public static RejectReason Read(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload) =>
        Read(body, out topic, out payload, out _);

    /// <summary>Reads the parts of a body; the content type is empty when the message had none.</summary>
    /// <exception cref="InvalidDataException">The body is shorter than it says.</exception>
    public static RejectReason Read(
        ReadOnlySpan<byte> body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> contentType)
    {
        contentType = default;
        if (body.Length < HeaderLength || body.Length < HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(body[1..]))
            throw new InvalidDataException($"A reject record of {body.Length} bytes is shorter than it says.");
        int topicLength = BinaryPrimitives.ReadUInt16LittleEndian(body[1..]);
        topic = body.Slice(HeaderLength, topicLength);
        payload = body[(HeaderLength + topicLength)..];
        if ((body[0] & HasContentType) != 0)
        {
            if (payload.IsEmpty || payload.Length < 1 + payload[0])
                throw new InvalidDataException($"A reject record of {body.Length} bytes is shorter than it says.");
            contentType = payload.Slice(1, payload[0]);
            payload = payload[(1 + payload[0])..];
        }

        return (RejectReason)(body[0] & ~HasContentType);
    }
}
