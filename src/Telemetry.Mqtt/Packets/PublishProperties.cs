using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>The properties of an application message as objects: for wills and for messages the program itself makes.</summary>
/// <remarks>What passes through is not decoded into this, but copied (<see cref="CopyForwarded"/>).</remarks>
public sealed record PublishProperties
{
    /// <summary>True: the payload is UTF-8 text; null: not said.</summary>
    public bool? PayloadIsText { get; init; }

    /// <summary>Seconds after which the message is of no use; null: never.</summary>
    public uint? MessageExpirySeconds { get; init; }

    public string? ContentType { get; init; }

    public string? ResponseTopic { get; init; }

    public byte[]? CorrelationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Decodes the block of a PUBLISH.</summary>
    /// <param name="block">The properties without their length, as <see cref="PublishPacket.Properties"/> has them.</param>
    public static PublishProperties Parse(ReadOnlySpan<byte> block)
    {
        var reader = new PropertyReader(block, PropertyScope.Publish, int.MaxValue, PacketSender.Server);
        return Read(ref reader, out _);
    }

    /// <summary>The identifiers of the subscriptions a message matched, in their order; empty for most messages.</summary>
    /// <param name="block">The properties without their length, as <see cref="PublishPacket.Properties"/> has them.</param>
    public static IReadOnlyList<uint> ParseSubscriptionIdentifiers(ReadOnlySpan<byte> block)
    {
        List<uint>? identifiers = null;
        var reader = new PropertyReader(block, PropertyScope.Publish, int.MaxValue, PacketSender.Server);
        while (reader.MoveNext())
        {
            if (reader.Id == PropertyId.SubscriptionIdentifier)
                (identifiers ??= []).Add(reader.Number);
        }

        return (IReadOnlyList<uint>?)identifiers ?? [];
    }

    /// <summary>
    /// Copies a block for somebody else: without the topic alias and the subscription identifiers, which belong to
    /// the connection it came from, and with what is left of the expiry interval.
    /// </summary>
    /// <param name="block">A checked block, as <see cref="PublishPacket.Properties"/> has it.</param>
    /// <param name="destination">At least as long as the block.</param>
    /// <param name="messageExpirySeconds">Replaces the interval of the block, which has one; null leaves it as it is.</param>
    /// <returns>The bytes written.</returns>
    public static int CopyForwarded(ReadOnlySpan<byte> block, Span<byte> destination, uint? messageExpirySeconds = null)
    {
        int written = 0;
        var walk = new BodyReader(block);
        while (!walk.AtEnd)
        {
            int start = block.Length - walk.Remaining;
            var id = (PropertyId)walk.Byte();
            Skip(ref walk, PropertyTable.Find((byte)id).Kind);
            if (id is PropertyId.TopicAlias or PropertyId.SubscriptionIdentifier)
                continue;
            ReadOnlySpan<byte> property = block[start..^walk.Remaining];
            property.CopyTo(destination[written..]);
            if (id == PropertyId.MessageExpiryInterval && messageExpirySeconds is { } left)
                BinaryPrimitives.WriteUInt32BigEndian(destination[(written + 1)..], left);
            written += property.Length;
        }

        return written;
    }

    /// <summary>The block as a PUBLISH carries it, without its length.</summary>
    public byte[] Encode()
    {
        var builder = new PacketBuilder();
        WriteTo(ref builder);
        byte[] block = builder.Written.ToArray();
        builder.Dispose();
        return block;
    }

    internal static PublishProperties Read(ref PropertyReader reader, out uint willDelaySeconds)
    {
        bool? text = null;
        uint? expiry = null;
        string? contentType = null, responseTopic = null;
        byte[]? correlation = null;
        List<UserProperty>? user = null;
        willDelaySeconds = 0;
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.PayloadFormatIndicator:
                    text = reader.Flag;
                    break;
                case PropertyId.MessageExpiryInterval:
                    expiry = reader.Number;
                    break;
                case PropertyId.ContentType:
                    contentType = reader.Text;
                    break;
                case PropertyId.ResponseTopic:
                    responseTopic = reader.Text;
                    break;
                case PropertyId.CorrelationData:
                    correlation = reader.Value.ToArray();
                    break;
                case PropertyId.WillDelayInterval:
                    willDelaySeconds = reader.Number;
                    break;
                case PropertyId.UserProperty:
                    (user ??= []).Add(reader.UserProperty);
                    break;
            }
        }

        return new PublishProperties
        {
            PayloadIsText = text,
            MessageExpirySeconds = expiry,
            ContentType = contentType,
            ResponseTopic = responseTopic,
            CorrelationData = correlation,
            UserProperties = (IReadOnlyList<UserProperty>?)user ?? [],
        };
    }

    internal void WriteTo(ref PacketBuilder builder)
    {
        builder.FlagProperty(PropertyId.PayloadFormatIndicator, PayloadIsText);
        builder.UInt32Property(PropertyId.MessageExpiryInterval, MessageExpirySeconds);
        builder.TextProperty(PropertyId.ContentType, ContentType);
        builder.TextProperty(PropertyId.ResponseTopic, ResponseTopic);
        builder.BinaryProperty(PropertyId.CorrelationData, CorrelationData);
        builder.UserProperties(UserProperties);
    }

    private static void Skip(ref BodyReader walk, PropertyKind kind)
    {
        switch (kind)
        {
            case PropertyKind.Byte:
                walk.Byte();
                break;
            case PropertyKind.UInt16:
                walk.UInt16();
                break;
            case PropertyKind.UInt32:
                walk.UInt32();
                break;
            case PropertyKind.Variable:
                walk.Variable();
                break;
            case PropertyKind.Pair:
                walk.Binary();
                walk.Binary();
                break;
            case PropertyKind.Unknown:
                throw new ArgumentException("Not a checked property block.", nameof(walk));
            default:
                walk.Binary();
                break;
        }
    }
}
