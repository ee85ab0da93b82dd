namespace Telemetry.Mqtt.Packets;

/// <summary>MQTT control packet types (MQTT 5.0, section 2.1.2).</summary>
public enum PacketType : byte
{
    Connect = 1,
    Connack,
    Publish,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Pingreq,
    Pingresp,
    Disconnect,
    Auth,
}
