using System.Text;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>What a client keeps from one connection to the next.</summary>
internal sealed class ClientSession(MqttClientOptions options, MqttClientStatistics statistics)
{
    private bool _isNew = true;
    private bool _isSubscribed;

    /// <summary>The identifier of the options, or the one the broker chose.</summary>
    public string ClientId { get; private set; } = options.ClientId;

    /// <summary>Whether the next connection begins anew: the first one as the options say, later ones only in 3.1.1.</summary>
    public bool IsCleanStart => options.CleanStart && (_isNew || options.ProtocolVersion == MqttProtocolVersion.V311);

    public OutgoingPublishes Outgoing { get; } = new(options, statistics);

    public ReceivedIds ReceivedIds { get; } = new();

    public ConnectPacket CreateConnect(bool cleanStart) => new()
    {
        Version = options.ProtocolVersion,
        ClientId = ClientId,
        CleanStart = cleanStart,
        KeepAliveSeconds = (ushort)options.KeepAlive.TotalSeconds,
        UserName = options.UserName,
        Password = options.Password is null ? null : Encoding.UTF8.GetBytes(options.Password),
        Will = options.Will,
        SessionExpirySeconds = options.SessionExpiry == TimeSpan.Zero ? null
            : options.SessionExpiry == Timeout.InfiniteTimeSpan ? uint.MaxValue
            : (uint)options.SessionExpiry.TotalSeconds,
        ReceiveMaximum = options.ReceiveMaximum == ushort.MaxValue ? null : options.ReceiveMaximum,
        MaximumPacketSize = (uint)options.MaximumPacketSize,
    };

    /// <summary>A connection was accepted.</summary>
    /// <returns>True when the subscriptions have to be made: the first time always, since the options may have changed since the last process.</returns>
    public bool Connected(ConnackPacket connack)
    {
        _isNew = false;
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
