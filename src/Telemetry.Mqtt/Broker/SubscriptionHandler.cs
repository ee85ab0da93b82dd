using System.Buffers;
using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>Takes SUBSCRIBE and UNSUBSCRIBE of one connection.</summary>
internal sealed class SubscriptionHandler(BrokerConnection connection, BrokerServices services, DecodeContext context, Delivery delivery)
{
    private readonly ConnectionTerms _terms = connection.Terms;
    private readonly Session _session = connection.Terms.Session!;

    public void Subscribe(in Frame frame)
    {
        SubscribePacket packet = SubscribePacket.Parse(frame, context);
        var reasons = new ReasonCode[packet.Subscriptions.Count];
        var retaining = new List<Subscription>();
        Receipt kept = default;
        for (int i = 0; i < reasons.Length; i++)
            reasons[i] = Subscribe(packet.Subscriptions[i], packet.SubscriptionIdentifier ?? 0, retaining, ref kept);
        Answer(new SubackPacket { PacketId = packet.PacketId, ReasonCodes = reasons }.Write, kept);

        // The answer first: a client may not know what to do with a message of a subscription it is not sure of.
        connection.SendAcknowledgements();
        foreach (Subscription subscription in retaining)
            services.Router.SendRetained(subscription, delivery);
    }

    public void Unsubscribe(in Frame frame)
    {
        UnsubscribePacket packet = UnsubscribePacket.Parse(frame, context);
        var reasons = new ReasonCode[packet.Filters.Count];
        Receipt kept = default;
        for (int i = 0; i < reasons.Length; i++)
            reasons[i] = Unsubscribe(packet.Filters[i], ref kept);
        Answer(new UnsubackPacket { PacketId = packet.PacketId, ReasonCodes = reasons }.Write, kept);
    }

    private ReasonCode Subscribe(in SubscriptionRequest request, uint identifier, List<Subscription> retaining, ref Receipt kept)
    {
        byte[] filter = Encoding.UTF8.GetBytes(request.Filter);
        ReasonCode reason = Judge(filter);
        bool isNew = false;
        if (reason == ReasonCode.Success)
        {
            var subscription = new Subscription(
                _session, filter, request.QualityOfService, request.NoLocal, request.RetainAsPublished, identifier);
            reason = _session.Subscribe(subscription, out isNew, ref kept);
            if (reason <= ReasonCode.GrantedQos2
                && subscription.Group is null // a shared subscription gets none (section 4.8.2)
                && (request.RetainHandling == RetainHandling.Send || (request.RetainHandling == RetainHandling.SendIfNew && isNew)))
            {
                retaining.Add(subscription);
            }
        }

        if (reason >= ReasonCode.UnspecifiedError)
            services.Statistics.CountRefused(RefusalStage.Subscribe, reason);
        return reason;
    }

    // The policy is asked for what can be received, whoever shares it.
    private ReasonCode Judge(ReadOnlySpan<byte> filter)
    {
        ReadOnlySpan<byte> pattern = TopicFilter.Unshared(filter);
        if (!TopicFilter.IsValid(pattern) || TopicName.CountLevels(filter) > services.Options.MaximumTopicLevels)
            return ReasonCode.TopicFilterInvalid;
        return connection.MaySubscribe(pattern) ? ReasonCode.Success : ReasonCode.NotAuthorized;
    }

    private ReasonCode Unsubscribe(string text, ref Receipt kept)
    {
        byte[] filter = Encoding.UTF8.GetBytes(text);
        return TopicFilter.IsValid(TopicFilter.Unshared(filter)) ? _session.Unsubscribe(filter, ref kept) : ReasonCode.TopicFilterInvalid;
    }

    private void Answer(Action<IBufferWriter<byte>, MqttProtocolVersion> write, in Receipt kept)
    {
        var packet = new ArrayBufferWriter<byte>(64);
        write(packet, _terms.Version);
        if (packet.WrittenCount > _terms.MaximumPacketSize)
            throw new MqttProtocolException(ReasonCode.PacketTooLarge, $"The answer of {packet.WrittenCount} bytes is larger than the maximum packet size.");
        connection.Acknowledgements.Add(new PendingAcknowledgement { Packet = packet.WrittenSpan.ToArray(), Kept = kept });
    }
}
