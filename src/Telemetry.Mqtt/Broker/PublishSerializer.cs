using System.Buffers;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Broker;

/// <summary>Writes a message for one subscriber: its version, its identifiers, what is left of the expiry interval.</summary>
internal static class PublishSerializer
{
    private const int SmallProperties = 512;

    /// <summary>Writes the PUBLISH unless it is larger than the client takes. The outbox's gate is held.</summary>
    public static bool TryWrite(
        Outbox outbox, MqttProtocolVersion version, uint maximumPacketSize, in RoutedPublish publish,
        QualityOfService qos, bool retain, bool duplicate, ushort packetId, ReadOnlySpan<byte> identifiers, long nowMs)
    {
        if (version == MqttProtocolVersion.V311 || (identifiers.IsEmpty && publish.ExpiresAtMs == 0))
            return TryWrite(outbox, version, maximumPacketSize, publish, publish.Properties, qos, retain, duplicate, packetId);

        int length = publish.Properties.Length + identifiers.Length;
        byte[]? rented = length > SmallProperties ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> properties = rented ?? stackalloc byte[SmallProperties];
        uint? left = publish.ExpiresAtMs == 0 ? null : (uint)Math.Max(0, (publish.ExpiresAtMs - nowMs + 999) / 1000);
        int written = PublishProperties.CopyForwarded(publish.Properties, properties, left);
        identifiers.CopyTo(properties[written..]);
        bool isWritten = TryWrite(
            outbox, version, maximumPacketSize, publish, properties[..(written + identifiers.Length)], qos, retain, duplicate, packetId);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return isWritten;
    }

    private static bool TryWrite(
        Outbox outbox, MqttProtocolVersion version, uint maximumPacketSize, in RoutedPublish publish, ReadOnlySpan<byte> properties,
        QualityOfService qos, bool retain, bool duplicate, ushort packetId)
    {
        var packet = new PublishPacket
        {
            Topic = publish.Topic,
            Payload = publish.Payload,
            Properties = properties,
            PacketId = packetId,
            QualityOfService = qos,
            Retain = retain,
            Duplicate = duplicate,
        };
        int length = packet.GetLength(version);
        if ((uint)length > maximumPacketSize)
            return false;
        outbox.Advance(packet.Write(outbox.GetSpan(length), version));
        outbox.CountMessage();
        return true;
    }
}
