using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// The packet ids of QoS 2 messages that were handed on and not yet released, with their receipts, for as long as the
/// session lives: a message sent again is not handed on again, and PUBREC waits for the first one's log.
/// </summary>
internal sealed class ReceivedIds
{
    private readonly Dictionary<ushort, Receipt> _receipts = [];

    public bool TryGet(ushort packetId, out Receipt receipt) => _receipts.TryGetValue(packetId, out receipt);

    /// <remarks>A message that was refused (0x80 and above) is over with its PUBREC [MQTT-4.3.3-9].</remarks>
    public void Add(ushort packetId, in Receipt receipt)
    {
        if (receipt.Reason < ReasonCode.UnspecifiedError)
            _receipts.Add(packetId, receipt);
    }

    public bool Remove(ushort packetId) => _receipts.Remove(packetId);

    public void Clear() => _receipts.Clear();
}
