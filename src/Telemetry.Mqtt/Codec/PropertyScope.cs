using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>Where a property block stands. The bit of a packet type is 1 &lt;&lt; type; bit 0 is the will of a CONNECT.</summary>
[Flags]
public enum PropertyScope : ushort
{
    None = 0,
    Will = 1,
    Connect = 1 << PacketType.Connect,
    Connack = 1 << PacketType.Connack,
    Publish = 1 << PacketType.Publish,
    Puback = 1 << PacketType.Puback,
    Pubrec = 1 << PacketType.Pubrec,
    Pubrel = 1 << PacketType.Pubrel,
    Pubcomp = 1 << PacketType.Pubcomp,
    Subscribe = 1 << PacketType.Subscribe,
    Suback = 1 << PacketType.Suback,
    Unsubscribe = 1 << PacketType.Unsubscribe,
    Unsuback = 1 << PacketType.Unsuback,
    Disconnect = 1 << PacketType.Disconnect,
    Auth = 1 << PacketType.Auth,
}
