using System.Buffers.Binary;
using System.Text;
using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>
/// The body of a <c>replay</c> record: which reject was tried again, what came of it, and who asked for it.
/// <code>
/// +----------------------+----------------------------+-----------------+
/// | position of the      | reason it is refused for;  | principal,      |
/// | reject (LE, 8 bytes) | 0 when it was taken        | UTF-8           |
/// +----------------------+----------------------------+-----------------+
/// </code>
/// </summary>
internal static class ReplayBody
{
    private const int HeaderLength = sizeof(long) + 1;

    public static byte[] Write(long position, RejectReason reason, string who)
    {
        var body = new byte[HeaderLength + Encoding.UTF8.GetByteCount(who)];
        BinaryPrimitives.WriteInt64LittleEndian(body, position);
        body[sizeof(long)] = (byte)reason;
        Encoding.UTF8.GetBytes(who, body.AsSpan(HeaderLength));
        return body;
    }

    /// <exception cref="InvalidDataException">The body is too short, or its reason is one of a newer version.</exception>
    public static ReplayMark Read(ReadOnlySpan<byte> body, long atMs) =>
        body.Length >= HeaderLength && body[sizeof(long)] < RejectReasons.Count
            ? new ReplayMark(BinaryPrimitives.ReadInt64LittleEndian(body), (RejectReason)body[sizeof(long)], Encoding.UTF8.GetString(body[HeaderLength..]), atMs)
            : throw new InvalidDataException($"A replay record of {body.Length} bytes is too short, or its reason is not known.");
}
