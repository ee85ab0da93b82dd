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
        var retaining = new Dictionary<byte[], Subscription>(TopicBytesComparer.Instance);
        Receipt kept = default;
        for (int i = 0; i < reasons.Length; i++)
        {
            reasons[i] = i < services.Options.MaximumSubscriptionsPerClient
                ? Subscribe(packet.Subscriptions[i], packet.SubscriptionIdentifier ?? 0, retaining, ref kept)
                : ReasonCode.QuotaExceeded;
            if (reasons[i] >= ReasonCode.UnspecifiedError)
                services.Statistics.CountRefused(RefusalStage.Subscribe, reasons[i]);
        }

        Answer(new SubackPacket { PacketId = packet.PacketId, ReasonCodes = reasons }.Write, kept);

        // The answer first: a client may not know what to do with a message of a subscription it is not sure of.
        connection.SendAcknowledgements();
        SendRetained([.. retaining.Values]);
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

    private void SendRetained(Subscription[] subscriptions)
    {
        for (int i = 0; i < subscriptions.Length && connection.ClosingReason is null; i++)
        {
            if (services.Router.SendRetained(subscriptions[i], delivery))
                continue;
            // No room for more. To look for the messages of every other filter would only cost time: each counts as one.
            services.Statistics.CountDropped(DropReason.QueueFull, subscriptions.Length - i - 1);
            return;
        }
    }

    /// <param name="request">One filter of the packet.</param>
    /// <param name="identifier">The packet's; 0 for none.</param>
    /// <param name="retaining">By filter, who gets the retained messages: a filter that is repeated gets them once.</param>
    /// <param name="kept">The receipt SUBACK waits for.</param>
    private ReasonCode Subscribe(in SubscriptionRequest request, uint identifier, Dictionary<byte[], Subscription> retaining, ref Receipt kept)
    {
        byte[] filter = Encoding.UTF8.GetBytes(request.Filter);
        ReasonCode reason = Judge(filter);
        if (reason != ReasonCode.Success)
            return reason;
        var subscription = new Subscription(
            _session, filter, request.QualityOfService, request.NoLocal, request.RetainAsPublished, identifier);
        reason = _session.Subscribe(subscription, out bool isNew, ref kept);
        bool isRetaining = request.RetainHandling == RetainHandling.Send
            || (request.RetainHandling == RetainHandling.SendIfNew && isNew)
            || retaining.ContainsKey(filter);
        // A shared subscription gets none (section 4.8.2).
        if (reason <= ReasonCode.GrantedQos2 && subscription.Group is null && isRetaining)
            retaining[filter] = subscription;
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
