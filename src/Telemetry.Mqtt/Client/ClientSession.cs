using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>What a client keeps from one connection to the next.</summary>
internal sealed class ClientSession(MqttClientOptions options, MqttClientStatistics statistics)
{
    private bool _isSubscribed;

    /// <summary>The identifier of the options, or the one the broker chose.</summary>
    public string ClientId { get; private set; } = options.ClientId;

    /// <summary>True until the first CONNACK of this client.</summary>
    public bool IsNew { get; private set; } = true;

    public OutgoingPublishes Outgoing { get; } = new(options, statistics);

    public ReceivedIds ReceivedIds { get; } = new();

    /// <summary>A connection was accepted.</summary>
    /// <returns>True when the subscriptions have to be made: the first time always, since the options may have changed since the last process.</returns>
    public bool Connected(ConnackPacket connack)
    {
        IsNew = false;
        ClientId = connack.AssignedClientId ?? ClientId;
        if (!connack.SessionPresent)
        {
            _isSubscribed = false;
            ReceivedIds.Clear();
        }

        return !_isSubscribed;
    }

    public void Subscribed() => _isSubscribed = true;
}
