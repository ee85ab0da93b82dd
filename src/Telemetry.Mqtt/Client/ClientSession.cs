using System.Text;
using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>What a client keeps from one connection to the next.</summary>
internal sealed class ClientSession(MqttClientOptions options, MqttClientStatistics statistics, ILogger logger)
{
    private bool _isNew = true;

    /// <summary>The identifier of the options, or the one the broker chose.</summary>
    public string ClientId { get; private set; } = options.ClientId;

    /// <summary>
    /// Whether the next connection begins anew: the first one as the options say, later ones only in 3.1.1, and always
    /// while nobody has named this client.
    /// </summary>
    public bool IsCleanStart => ClientId.Length == 0 || (options.CleanStart && (_isNew || options.ProtocolVersion == MqttProtocolVersion.V311));

    public OutgoingPublishes Outgoing { get; } = new(options, statistics);

    public ClientSubscriptions Subscriptions { get; } = new(options, logger);

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
        TopicAliasMaximum = options.TopicAliasMaximum == 0 ? null : options.TopicAliasMaximum,
    };

    /// <summary>A connection was accepted.</summary>
    /// <exception cref="MqttProtocolException">0x82: under another identifier than this client's own (section 3.2.2.3.7).</exception>
    public void Connected(ConnackPacket connack)
    {
        if (ClientId.Length > 0 && connack.AssignedClientId is { } assigned && assigned != ClientId)
            MqttProtocolException.ThrowProtocolError("Another client identifier is assigned than the client has.");
        _isNew = false;
        ClientId = connack.AssignedClientId ?? ClientId;
        if (!connack.SessionPresent)
            ReceivedIds.Clear();
    }
}
