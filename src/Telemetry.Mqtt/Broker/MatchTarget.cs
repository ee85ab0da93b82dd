namespace Telemetry.Mqtt.Broker;

/// <summary>
/// A session that gets a message, once, whatever number of its subscriptions match [MQTT-3.3.4-2]; or a shared
/// subscription, one of whose members gets it.
/// </summary>
/// <param name="Session">Who gets it; of a shared subscription, any member.</param>
/// <param name="QualityOfService">The highest among the matching subscriptions.</param>
/// <param name="NoLocal">True when every matching subscription excludes what the client published itself.</param>
/// <param name="RetainAsPublished">True when a matching subscription wants the retain flag as published.</param>
/// <param name="Identifiers">The identifiers of the matching subscriptions, encoded as properties.</param>
/// <param name="Group">Who shares the subscription; null for a session by itself.</param>
internal readonly record struct MatchTarget(
    Session Session, QualityOfService QualityOfService, bool NoLocal, bool RetainAsPublished, byte[] Identifiers, SharedGroup? Group)
{
    /// <summary>The members' subscriptions, when it is shared.</summary>
    public Subscription[] Members { get; init; } = [];

    /// <summary>What is left for a message of the session itself, when only some of its subscriptions exclude those; empty else.</summary>
    public MatchTarget[] Local { get; init; } = [];

    public static MatchTarget Of(Subscription subscription) => new(
        subscription.Session,
        subscription.QualityOfService,
        subscription.NoLocal,
        subscription.RetainAsPublished,
        subscription.IdentifierProperty,
        subscription.Group);

    public MatchTarget With(Subscription other) => new(
        Session,
        (QualityOfService)Math.Max((byte)QualityOfService, (byte)other.QualityOfService),
        NoLocal && other.NoLocal,
        RetainAsPublished || other.RetainAsPublished,
        other.Identifier == 0 ? Identifiers : [.. Identifiers, .. other.IdentifierProperty],
        Group);
}
