namespace Telemetry.Mqtt.Broker;

/// <summary>Who may connect, publish and subscribe. Called from many threads.</summary>
public interface IAccessPolicy
{
    /// <summary>
    /// Judges a CONNECT. <see cref="ReasonCode.Success"/> lets the client in; <see cref="ReasonCode.BadUserNameOrPassword"/>,
    /// <see cref="ReasonCode.NotAuthorized"/>, <see cref="ReasonCode.ClientIdentifierNotValid"/> and the like refuse it.
    /// May be slow (a password hash): the broker never runs more of them at once than half the processors.
    /// Comparing in constant time is up to the implementer. What it learns of the client it may keep in
    /// <see cref="ClientIdentity.Tag"/>.
    /// </summary>
    ReasonCode Authenticate(in ConnectionRequest request);

    /// <summary>Called for every PUBLISH and for the topic of a will, so it has to be fast.</summary>
    bool MayPublish(ClientIdentity client, ReadOnlySpan<byte> topic);

    /// <summary>
    /// Called for every filter of a SUBSCRIBE, of a shared subscription for the filter behind its group; and for filters
    /// and topics of waiting messages when a session is resumed. True only when all that the filter can match is allowed.
    /// </summary>
    bool MaySubscribe(ClientIdentity client, ReadOnlySpan<byte> filter);

    /// <summary>
    /// Whether a client that was let in may go on; asked right after it came, and at <see cref="MqttBroker.ReviewAccess"/>.
    /// </summary>
    bool MayStay(ClientIdentity client) => true;
}
