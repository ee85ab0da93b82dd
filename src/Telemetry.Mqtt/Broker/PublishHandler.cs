using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>Takes the PUBLISH packets of one connection.</summary>
internal sealed class PublishHandler(BrokerConnection connection, BrokerServices services, DecodeContext context, Delivery delivery)
{
    private readonly ConnectionTerms _terms = connection.Terms;
    private readonly Session _session = connection.Terms.Session!;
    private readonly IncomingAliases _aliases = new(services.Options.TopicAliasMaximum);
    // QoS 2 packet identifiers of this connection without PUBCOMP: the client's quota begins anew with each connection
    // (section 4.9), while the session may hold more from earlier ones.
    private readonly HashSet<ushort> _unreleased = [];
    private byte[] _properties = [];

    public void Handle(in Frame frame)
    {
        PublishPacket packet = PublishPacket.Parse(frame, context);
        ReadOnlySpan<byte> topic = packet.TopicAlias == 0 ? packet.Topic : _aliases.Resolve(packet.TopicAlias, packet.Topic);
        if (packet.QualityOfService != QualityOfService.AtMostOnce)
            CheckReceiveMaximum(packet);
        if (packet.QualityOfService == QualityOfService.ExactlyOnce && _session.Incoming.TryFind(packet.PacketId, out Receipt earlier))
        {
            // Handed on already, and perhaps not on disk yet; the answer may have been lost with an earlier connection.
            Answer(packet, earlier, default);
            return;
        }

        ReasonCode judged = Judge(topic);
        if (judged != ReasonCode.Success)
        {
            services.Statistics.CountRefused(RefusalStage.Publish, judged);
            Forget(packet);
            Answer(packet, new Receipt(null, 0, judged), default);
            return;
        }

        Receipt received = services.Router.Publish(packet.ViewAs(topic), Message(packet, topic), connection, _session, delivery);
        if (received.Reason >= ReasonCode.UnspecifiedError)
        {
            services.Statistics.CountRefused(RefusalStage.Publish, received.Reason);
            Forget(packet);
        }
        else if (packet.QualityOfService == QualityOfService.ExactlyOnce)
        {
            _session.Incoming.Add(packet.PacketId, received);
        }

        Answer(packet, received, delivery.Kept);
    }

    /// <summary>
    /// PUBREL: the packet identifier is free again. PUBCOMP waits until the store knows it: else, after a crash, the next
    /// message with that identifier would be taken for a repetition.
    /// </summary>
    public void Release(ushort packetId)
    {
        _unreleased.Remove(packetId);
        ReasonCode reason = _session.Incoming.Free(packetId, out Receipt kept);
        connection.Acknowledgements.Add(new PendingAcknowledgement
        {
            Type = PacketType.Pubcomp,
            PacketId = packetId,
            Reason = reason,
            Kept = kept,
        });
    }

    private void CheckReceiveMaximum(in PublishPacket packet)
    {
        int atLeastOnce = connection.Acknowledgements.Publishes;
        if (packet.QualityOfService == QualityOfService.ExactlyOnce)
            _unreleased.Add(packet.PacketId);
        else
            atLeastOnce++;
        if (_terms.Version == MqttProtocolVersion.V500 && atLeastOnce + _unreleased.Count > services.Options.ReceiveMaximum)
            throw new MqttProtocolException(ReasonCode.ReceiveMaximumExceeded, $"More than {services.Options.ReceiveMaximum} messages without acknowledgement [MQTT-3.3.4-7].");
    }

    /// <summary>A refusal ends the exchange: the identifier is free again.</summary>
    private void Forget(in PublishPacket packet)
    {
        if (packet.QualityOfService == QualityOfService.ExactlyOnce)
            _unreleased.Remove(packet.PacketId);
    }

    private ReasonCode Judge(ReadOnlySpan<byte> topic)
    {
        if (TopicName.IsReserved(topic) || TopicName.CountLevels(topic) > services.Options.MaximumTopicLevels)
            return ReasonCode.TopicNameInvalid;
        return services.Access.MayPublish(_terms.Identity, topic) ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    private RoutedPublish Message(in PublishPacket packet, ReadOnlySpan<byte> topic)
    {
        ReadOnlySpan<byte> properties = packet.Properties;
        if (packet.TopicAlias != 0)
        {
            if (_properties.Length < properties.Length)
                _properties = new byte[properties.Length];
            properties = _properties.AsSpan(0, PublishProperties.CopyForwarded(properties, _properties));
        }

        return new RoutedPublish
        {
            Topic = topic,
            Properties = properties,
            Payload = packet.Payload,
            QualityOfService = packet.QualityOfService,
            Retain = packet.Retain,
            ExpiresAtMs = packet.MessageExpirySeconds is { } seconds ? services.NowMs + (seconds * 1000L) : 0,
        };
    }

    private void Answer(in PublishPacket packet, in Receipt received, in Receipt kept)
    {
        if (packet.QualityOfService == QualityOfService.AtMostOnce)
            return;
        connection.Acknowledgements.Add(new PendingAcknowledgement
        {
            Type = packet.QualityOfService == QualityOfService.AtLeastOnce ? PacketType.Puback : PacketType.Pubrec,
            PacketId = packet.PacketId,
            Reason = received.Reason,
            Received = received,
            Kept = kept,
            Incoming = packet.QualityOfService == QualityOfService.ExactlyOnce ? _session.Incoming : null,
        });
    }
}
