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
/// The highest bit of the reason says that there is a content type; records from before there was one have it not. The bit below it says that
/// the payload was cut: before what is left stands its true length (LE, 4 bytes).
/// </summary>
internal static class RejectBody
{
    private const int HeaderLength = 3;
    private const byte HasContentType = 0x80;
    private const byte IsCut = 0x40;

    /// <summary>A content type that is longer is cut: none that anybody reads is.</summary>
    private const int MaximumContentType = byte.MaxValue;

    /// <summary>What is kept of a payload that is cut.</summary>
    public const int CutBytes = 4_096;

    /// <summary>Makes a body.</summary>
    /// <param name="keptBytes">The most of the payload that is kept.</param>
    public static byte[] Of(
        RejectReason reason, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> contentType = default, int keptBytes = int.MaxValue)
    {
        contentType = contentType[..Math.Min(contentType.Length, MaximumContentType)];
        bool isCut = payload.Length > keptBytes;
        ReadOnlySpan<byte> kept = isCut ? payload[..keptBytes] : payload;
        var body = new byte[HeaderLength + topic.Length + (contentType.IsEmpty ? 0 : 1 + contentType.Length) + (isCut ? sizeof(int) : 0) + kept.Length];
        body[0] = (byte)((byte)reason | (contentType.IsEmpty ? 0 : HasContentType) | (isCut ? IsCut : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(1), (ushort)topic.Length);
        topic.CopyTo(body.AsSpan(HeaderLength));
        Span<byte> rest = body.AsSpan(HeaderLength + topic.Length);
        if (!contentType.IsEmpty)
        {
            rest[0] = (byte)contentType.Length;
            contentType.CopyTo(rest[1..]);
            rest = rest[(1 + contentType.Length)..];
        }

        if (isCut)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, payload.Length);
            rest = rest[sizeof(int)..];
        }

        kept.CopyTo(rest);
        return body;
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, out ReadOnlySpan{byte}, out ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    public static RejectReason Read(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload) =>
        Read(body, out topic, out payload, out _);

    /// <summary>Reads the parts of a body; the content type is empty when the message had none.</summary>
    /// <exception cref="InvalidDataException">The body is shorter than it says.</exception>
    public static RejectReason Read(
        ReadOnlySpan<byte> body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> contentType) =>
        Read(body, out topic, out payload, out contentType, out _);

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, out ReadOnlySpan{byte}, out ReadOnlySpan{byte}, out ReadOnlySpan{byte})"/>
    /// <param name="length">Of the payload as it came; more than is there when it was cut.</param>
    public static RejectReason Read(
        ReadOnlySpan<byte> body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> contentType, out int length)
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

        length = payload.Length;
        if ((body[0] & IsCut) != 0)
        {
            if (payload.Length < sizeof(int))
                throw new InvalidDataException($"A reject record of {body.Length} bytes is shorter than it says.");
            length = BinaryPrimitives.ReadInt32LittleEndian(payload);
            payload = payload[sizeof(int)..];
        }

        return (RejectReason)(body[0] & ~(HasContentType | IsCut));
    }
}
