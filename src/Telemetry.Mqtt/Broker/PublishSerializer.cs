using System.Buffers;
using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Broker;

/// <summary>Writes a message for one subscriber: its version, its identifiers, its alias, what is left of the expiry interval.</summary>
internal static class PublishSerializer
{
    private const int SmallProperties = 512;
    private const int AliasLength = 3;

    /// <summary>Writes the PUBLISH unless it is larger than the client takes. The outbox's gate is held.</summary>
    public static bool TryWrite(Outbox outbox, ConnectionTerms terms, in RoutedPublish publish, in OutgoingMessage message, ushort packetId, long nowMs)
    {
        if (terms.Version == MqttProtocolVersion.V311 || (message.Identifiers.Length == 0 && publish.ExpiresAtMs == 0 && terms.Aliases is null))
            return TryWrite(outbox, terms, publish, publish.Topic, publish.Properties, message, packetId);

        int length = publish.Properties.Length + message.Identifiers.Length + AliasLength;
        byte[]? rented = length > SmallProperties ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> properties = rented ?? stackalloc byte[SmallProperties];
        uint? left = publish.ExpiresAtMs == 0 ? null : (uint)Math.Max(0, (publish.ExpiresAtMs - nowMs + 999) / 1000);
        int written = PublishProperties.CopyForwarded(publish.Properties, properties, left);
        message.Identifiers.CopyTo(properties[written..]);
        written += message.Identifiers.Length;

        ushort known = terms.Aliases?.Find(publish.Topic) ?? 0;
        ushort alias = known != 0 ? known : terms.Aliases?.Next ?? 0;
        if (alias != 0)
        {
            properties[written] = (byte)PropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(properties[(written + 1)..], alias);
            written += AliasLength;
        }

        bool isNewAlias = alias != known;
        bool isWritten = TryWrite(outbox, terms, publish, known != 0 ? default : publish.Topic, properties[..written], message, packetId);
        if (isWritten && isNewAlias)
            terms.Aliases!.Add(publish.Topic);
        else if (isNewAlias) // it may fit without
            isWritten = TryWrite(outbox, terms, publish, publish.Topic, properties[..(written - AliasLength)], message, packetId);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return isWritten;
    }

    private static bool TryWrite(
        Outbox outbox, ConnectionTerms terms, in RoutedPublish publish, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> properties,
        in OutgoingMessage message, ushort packetId)
    {
        var packet = new PublishPacket
        {
            Topic = topic,
            Payload = publish.Payload,
            Properties = properties,
            PacketId = packetId,
            QualityOfService = message.QualityOfService,
            Retain = message.Retain,
            Duplicate = message.State == OutgoingState.Sent,
        };
        int length = packet.GetLength(terms.Version);
        if (length > terms.MaximumPacketSize)
            return false;
        outbox.Advance(packet.Write(outbox.GetSpan(length), terms.Version));
        outbox.CountMessage();
        return true;
    }
}
