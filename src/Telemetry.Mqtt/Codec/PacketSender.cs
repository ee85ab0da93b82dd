namespace Telemetry.Mqtt.Codec;

/// <summary>Which end of the connection wrote a packet.</summary>
public enum PacketSender : byte
{
    Client,
    Server,
}
