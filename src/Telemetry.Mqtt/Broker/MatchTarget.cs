namespace Telemetry.Mqtt.Broker;

/// <summary>A session that gets a message, once, whatever number of its subscriptions match [MQTT-3.3.4-2].</summary>
/// <param name="Session">Who gets it.</param>
/// <param name="QualityOfService">The highest among the matching subscriptions.</param>
/// <param name="NoLocal">True when every matching subscription excludes what the client published itself.</param>
/// <param name="RetainAsPublished">True when a matching subscription wants the retain flag as published.</param>
/// <param name="Identifiers">The identifiers of the matching subscriptions, encoded as properties.</param>
internal readonly record struct MatchTarget(
    Session Session, QualityOfService QualityOfService, bool NoLocal, bool RetainAsPublished, byte[] Identifiers)
{
    public static MatchTarget Of(Subscription subscription) => new(
        subscription.Session,
        subscription.QualityOfService,
        subscription.NoLocal,
        subscription.RetainAsPublished,
        subscription.IdentifierProperty);

    public MatchTarget With(Subscription other) => new(
        Session,
        (QualityOfService)Math.Max((byte)QualityOfService, (byte)other.QualityOfService),
        NoLocal && other.NoLocal,
        RetainAsPublished || other.RetainAsPublished,
        other.Identifier == 0 ? Identifiers : [.. Identifiers, .. other.IdentifierProperty]);
}
