namespace Telemetry.Mqtt.Packets;

/// <summary>One topic filter of a SUBSCRIBE, or one subscription of a client.</summary>
/// <param name="Filter">The topic filter; may begin with <c>$share/group/</c>.</param>
/// <param name="QualityOfService">The highest QoS wanted.</param>
/// <param name="NoLocal">True: not what this client published itself. 5.0 only.</param>
/// <param name="RetainAsPublished">True: forwarded messages keep their retain flag. 5.0 only.</param>
/// <param name="RetainHandling">When retained messages are sent. 5.0 only.</param>
public readonly record struct SubscriptionRequest(
    string Filter,
    QualityOfService QualityOfService,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    RetainHandling RetainHandling = RetainHandling.Send);
