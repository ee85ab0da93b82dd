namespace Telemetry.Mqtt.Packets;

/// <summary>PINGREQ and PINGRESP (sections 3.12 and 3.13): two bytes each.</summary>
public static class PingPacket
{
    public static ReadOnlySpan<byte> Request => [(byte)PacketType.Pingreq << 4, 0];

    public static ReadOnlySpan<byte> Response => [(byte)PacketType.Pingresp << 4, 0];
}
