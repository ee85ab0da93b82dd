using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>An answer that waits for its log.</summary>
/// <param name="Receipt">When it may be sent, and what it says.</param>
/// <param name="PacketId">Of the message.</param>
/// <param name="Type">PUBACK or PUBREC.</param>
internal readonly record struct PendingAcknowledgement(Receipt Receipt, ushort PacketId, PacketType Type)
{
    /// <summary>The server may send another message for this one once it has the answer; after any other PUBREC, once it has PUBCOMP.</summary>
    public bool EndsTheMessage => Type == PacketType.Puback || Receipt.Reason >= ReasonCode.UnspecifiedError;
}
