using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Broker;

/// <summary>What a CONNECT asked for and the broker granted.</summary>
internal sealed class ConnectionTerms
{
    public required ClientIdentity Identity { get; init; }

    public required MqttProtocolVersion Version { get; init; }

    /// <summary>The answer, but for session present.</summary>
    public required ConnackPacket Connack { get; init; }

    /// <summary>QoS 1 and 2 messages that may be in flight to the client.</summary>
    public required int SendWindow { get; init; }

    /// <summary>The largest packet the client takes, in bytes [MQTT-3.1.2-24].</summary>
    public required int MaximumPacketSize { get; init; }

    /// <summary>The topic aliases towards the client; null when it takes none.</summary>
    public required OutgoingAliases? Aliases { get; init; }

    /// <summary>One and a half times the keep-alive [MQTT-3.1.2-22]; zero for none.</summary>
    public required TimeSpan SilenceLimit { get; init; }

    /// <summary>How long the session outlives the connection, as CONNECT said.</summary>
    public required TimeSpan SessionExpiry { get; init; }

    /// <summary>Null when there is none.</summary>
    public required Will? Will { get; init; }

    /// <summary>Set by the session when it takes the connection.</summary>
    public Session? Session { get; set; }
}
