using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>What has to be known to judge a packet beyond its bytes.</summary>
/// <param name="Version">The version the CONNECT asked for.</param>
/// <param name="Sender">Who wrote the packet.</param>
/// <param name="MaximumUserProperties">User properties allowed in one packet; more is refused with 0x97. Not for PUBLISH of a server.</param>
public readonly record struct DecodeContext(
    MqttProtocolVersion Version,
    PacketSender Sender,
    int MaximumUserProperties = DecodeContext.DefaultMaximumUserProperties)
{
    /// <summary>The limit of user properties where none is given.</summary>
    public const int DefaultMaximumUserProperties = 100;
}
