using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Broker;

/// <summary>Counts what one connection has sent of a packet that is not whole yet against the limit of all of them.</summary>
internal sealed class PartialInput(BrokerConnection connection, BrokerServices services)
{
    // What any connection may have for nothing: about its small buffer. So most reads change no counter.
    private const int Free = 8 * 1024;
    // Whoever has not shown a password leaves most of the room to the others.
    private const int StrangersPart = 4;

    private long _counted;

    /// <exception cref="MqttProtocolException">0x97 when there is no room for more.</exception>
    public void Account(long unread)
    {
        long counted = unread > Free ? unread : 0;
        if (counted == _counted)
            return;
        long total = services.Statistics.AddPartialBytes(counted - _counted);
        _counted = counted;
        long limit = services.Options.MaximumPartialBytes / (connection.IsAccepted ? 1 : StrangersPart);
        // A connection by itself may always go on: the size of a packet has its own limit.
        if (counted > 0 && total > limit && total > counted)
            throw new MqttProtocolException(ReasonCode.QuotaExceeded, $"All connections together have sent {total} bytes of unfinished packets, more than {limit}.");
    }
}
