using System.Buffers.Binary;
using Telemetry.Readings;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The body of a <c>reject</c> record: why, where it was sent, and the message as it came.
/// <code>
/// +--------+--------------------+-------+---------+
/// | reason | topic length (LE)  | topic | payload |
/// | 1 byte | 2 bytes            |       | to the end
/// +--------+--------------------+-------+---------+
/// </code>
/// </summary>
internal static class RejectBody
{
    private const int HeaderLength = 3;

    public static int Length(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload) => HeaderLength + topic.Length + payload.Length;

    public static void Write(Span<byte> body, RejectReason reason, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        body[0] = (byte)reason;
        BinaryPrimitives.WriteUInt16LittleEndian(body[1..], (ushort)topic.Length);
        topic.CopyTo(body[HeaderLength..]);
        payload.CopyTo(body[(HeaderLength + topic.Length)..]);
    }

    /// <exception cref="InvalidDataException">The body is shorter than it says.</exception>
    public static RejectReason Read(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload)
    {
        if (body.Length < HeaderLength || body.Length < HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(body[1..]))
            throw new InvalidDataException($"A reject record of {body.Length} bytes is shorter than it says.");
        int topicLength = BinaryPrimitives.ReadUInt16LittleEndian(body[1..]);
        topic = body.Slice(HeaderLength, topicLength);
        payload = body[(HeaderLength + topicLength)..];
        return (RejectReason)body[0];
    }
}
