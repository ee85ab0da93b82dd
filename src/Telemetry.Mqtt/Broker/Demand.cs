namespace Telemetry.Mqtt.Broker;

/// <summary>What a session has to offer to be given a message that another one could have as well.</summary>
internal enum Demand
{
    /// <summary>Its client is connected and can be sent the message now.</summary>
    AtOnce,

    /// <summary>Its client is connected; the message may have to wait.</summary>
    Connected,

    /// <summary>It keeps the message until its client comes.</summary>
    Kept,
}
