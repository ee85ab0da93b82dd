using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>An answer that has to wait until what it confirms is on disk.</summary>
internal struct PendingAcknowledgement
{
    /// <summary>The receiver's receipt.</summary>
    public Receipt Received;

    /// <summary>The session store's receipt.</summary>
    public Receipt Kept;

    /// <summary>A packet already encoded (SUBACK, UNSUBACK); null for PUBACK and PUBREC.</summary>
    public byte[]? Packet;

    /// <summary>Who still has to tell the store of a QoS 2 message, once it is received; null when nobody has.</summary>
    public IncomingIds? Incoming;

    public ushort PacketId;
    public PacketType Type;
    public ReasonCode Reason;
}
