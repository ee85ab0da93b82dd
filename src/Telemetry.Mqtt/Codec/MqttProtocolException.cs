using System.Diagnostics.CodeAnalysis;

namespace Telemetry.Mqtt.Codec;

/// <summary>The peer broke the protocol. The connection has to be closed, in 5.0 after a DISCONNECT (or CONNACK) with the reason.</summary>
public sealed class MqttProtocolException(ReasonCode reasonCode, string message) : Exception(message)
{
    /// <summary>What to tell the peer.</summary>
    public ReasonCode ReasonCode { get; } = reasonCode;

    /// <summary>The bytes cannot be read by the specification.</summary>
    [DoesNotReturn]
    internal static void ThrowMalformed(string message) => throw new MqttProtocolException(ReasonCode.MalformedPacket, message);

    /// <summary>The bytes can be read, but what they say is not allowed.</summary>
    [DoesNotReturn]
    internal static void ThrowProtocolError(string message) => throw new MqttProtocolException(ReasonCode.ProtocolError, message);
}
