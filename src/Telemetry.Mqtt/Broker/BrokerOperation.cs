using System.Buffers.Binary;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// One operation as it is stored, big-endian. Replaying an operation twice changes nothing, which is what makes
/// compaction possible while the traffic goes on.
/// <code>
///  0        1      2         3        11        15                                            message, Enqueued,
/// +--------+------+---------+--------+---------+---------------+---------------+-------------+ RetainedSet, WillSet only:
/// | format | kind | options | number | seconds | client id     | name          | identifiers | qos|retain, expiry (8),
/// | 1      |      |         | int64  | uint32  | uint16, bytes | uint16, bytes | uint16, ... | properties (uint32, ...),
/// +--------+------+---------+--------+---------+---------------+---------------+-------------+ payload to the end
/// </code>
/// <c>number</c> is a sequence number, a packet identifier or a Unix time in milliseconds; <c>name</c> a topic or filter.
/// Of a will, <c>number</c> is the expiry interval in seconds or -1, and <c>identifiers</c> the user name.
/// </summary>
internal readonly ref struct BrokerOperation
{
    private const byte Format = 1;
    private const int FixedLength = 15;

    public BrokerOperationKind Kind { get; init; }

    /// <summary>Subscription options as in SUBSCRIBE; for Enqueued the granted QoS, as 0x08 the retain flag to send, as 0x10 that it may have been sent.</summary>
    public byte Options { get; init; }

    public long Number { get; init; }

    /// <summary>Session expiry or will delay in seconds, or the subscription identifier.</summary>
    public uint Seconds { get; init; }

    public ReadOnlySpan<byte> ClientId { get; init; }

    public ReadOnlySpan<byte> Name { get; init; }

    /// <summary>Encoded subscription identifier properties; of a will, the user name.</summary>
    public ReadOnlySpan<byte> Identifiers { get; init; }

    /// <summary>The message of Enqueued, RetainedSet and WillSet; its topic is <see cref="Name"/>.</summary>
    public RoutedPublish Message { get; init; }

    private bool HasMessage => CarriesMessage(Kind);

    public int Length =>
        FixedLength + 6 + ClientId.Length + Name.Length + Identifiers.Length
        + (HasMessage ? 13 + Message.Properties.Length + Message.Payload.Length : 0);

    public void Write(Span<byte> destination)
    {
        destination[0] = Format;
        destination[1] = (byte)Kind;
        destination[2] = Options;
        BinaryPrimitives.WriteInt64BigEndian(destination[3..], Number);
        BinaryPrimitives.WriteUInt32BigEndian(destination[11..], Seconds);
        Span<byte> rest = destination[FixedLength..];
        rest = WriteShort(WriteShort(WriteShort(rest, ClientId), Name), Identifiers);
        if (!HasMessage)
            return;
        rest[0] = (byte)((int)Message.QualityOfService | (Message.Retain ? 0x08 : 0));
        BinaryPrimitives.WriteInt64BigEndian(rest[1..], Message.ExpiresAtMs);
        BinaryPrimitives.WriteInt32BigEndian(rest[9..], Message.Properties.Length);
        Message.Properties.CopyTo(rest[13..]);
        Message.Payload.CopyTo(rest[(13 + Message.Properties.Length)..]);
    }

    /// <exception cref="InvalidDataException">The bytes are no operation, or one of a newer version.</exception>
    public static BrokerOperation Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < FixedLength)
            throw new InvalidDataException($"A broker operation of {source.Length} bytes is too short.");
        if (source[0] != Format)
            throw new InvalidDataException($"A broker operation has format {source[0]}; this version reads format {Format}. Start the version that wrote it, or move the broker's state folder away.");
        var kind = (BrokerOperationKind)source[1];
        if (kind is < BrokerOperationKind.RetainedSet or > BrokerOperationKind.WillCleared)
            throw new InvalidDataException($"A broker operation has the unknown kind {source[1]}.");
        ReadOnlySpan<byte> rest = source[FixedLength..];
        ReadOnlySpan<byte> clientId = ReadShort(ref rest);
        ReadOnlySpan<byte> name = ReadShort(ref rest);
        ReadOnlySpan<byte> identifiers = ReadShort(ref rest);
        return new BrokerOperation
        {
            Kind = kind,
            Options = source[2],
            Number = BinaryPrimitives.ReadInt64BigEndian(source[3..]),
            Seconds = BinaryPrimitives.ReadUInt32BigEndian(source[11..]),
            ClientId = clientId,
            Name = name,
            Identifiers = identifiers,
            Message = CarriesMessage(kind) ? ReadMessage(name, rest) : default,
        };
    }

    private static bool CarriesMessage(BrokerOperationKind kind) =>
        kind is BrokerOperationKind.RetainedSet or BrokerOperationKind.Enqueued or BrokerOperationKind.WillSet;

    private static RoutedPublish ReadMessage(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> source)
    {
        int properties = source.Length < 13 ? -1 : BinaryPrimitives.ReadInt32BigEndian(source[9..]);
        if (properties < 0 || properties > source.Length - 13)
            throw new InvalidDataException("The message of a broker operation is cut off.");
        return new RoutedPublish
        {
            Topic = topic,
            QualityOfService = (QualityOfService)(source[0] & 0x03),
            Retain = (source[0] & 0x08) != 0,
            ExpiresAtMs = BinaryPrimitives.ReadInt64BigEndian(source[1..]),
            Properties = source.Slice(13, properties),
            Payload = source[(13 + properties)..],
        };
    }

    private static Span<byte> WriteShort(Span<byte> destination, ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)value.Length);
        value.CopyTo(destination[2..]);
        return destination[(2 + value.Length)..];
    }

    private static ReadOnlySpan<byte> ReadShort(scoped ref ReadOnlySpan<byte> source)
    {
        if (source.Length < 2 || source.Length - 2 < BinaryPrimitives.ReadUInt16BigEndian(source))
            throw new InvalidDataException("A broker operation is cut off.");
        ReadOnlySpan<byte> value = source.Slice(2, BinaryPrimitives.ReadUInt16BigEndian(source));
        source = source[(2 + value.Length)..];
        return value;
    }
}
