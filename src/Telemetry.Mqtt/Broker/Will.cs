using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>What to publish in a client's name when it is lost (MQTT 5.0, section 3.1.2.5).</summary>
internal sealed class Will
{
    private const long NoExpiry = -1;

    private readonly StoredMessage _message;
    private readonly byte[] _contentType;
    private readonly long _expirySeconds;

    public Will(ClientIdentity client, WillMessage will)
        : this(
            new WillOrigin(client.ClientId, client.UserName),
            new RoutedPublish
            {
                Topic = Encoding.UTF8.GetBytes(will.Topic),
                Properties = will.Properties.Encode(),
                Payload = will.Payload,
                QualityOfService = will.QualityOfService,
                Retain = will.Retain,
            },
            will.DelaySeconds,
            will.Properties.MessageExpirySeconds ?? NoExpiry)
    {
    }

    private Will(WillOrigin origin, in RoutedPublish message, uint delaySeconds, long expirySeconds)
    {
        Origin = origin;
        _message = StoredMessage.Copy(message);
        _expirySeconds = expirySeconds;
        Delay = TimeSpan.FromSeconds(delaySeconds);
        _contentType = FindContentType(message.Properties);
    }

    public WillOrigin Origin { get; }

    public TimeSpan Delay { get; }

    public PublishView View => new()
    {
        Topic = _message.Topic,
        Payload = _message.Payload,
        ContentType = _contentType,
        Properties = _message.Properties,
        QualityOfService = _message.QualityOfService,
        Retain = _message.Retain,
        IsWill = true,
    };

    /// <summary>The will as the operation log keeps it, and as <see cref="Restore"/> reads it.</summary>
    public BrokerOperation Operation(ReadOnlySpan<byte> clientId, ReadOnlySpan<byte> userName) => new()
    {
        Kind = BrokerOperationKind.WillSet,
        ClientId = clientId,
        Name = _message.Topic,
        Identifiers = userName,
        Number = _expirySeconds,
        Seconds = (uint)Delay.TotalSeconds,
        Message = _message.View,
    };

    public static Will Restore(in BrokerOperation operation) => new(
        new WillOrigin(
            Encoding.UTF8.GetString(operation.ClientId),
            operation.Identifiers.IsEmpty ? null : Encoding.UTF8.GetString(operation.Identifiers)),
        operation.Message,
        operation.Seconds,
        operation.Number);

    /// <summary>The message as it is published now; its expiry counts from here.</summary>
    public RoutedPublish Message(long nowMs) => new()
    {
        Topic = _message.Topic,
        Properties = _message.Properties,
        Payload = _message.Payload,
        QualityOfService = _message.QualityOfService,
        Retain = _message.Retain,
        ExpiresAtMs = _expirySeconds == NoExpiry ? 0 : nowMs + (_expirySeconds * 1000),
    };

    private static byte[] FindContentType(ReadOnlySpan<byte> properties)
    {
        var reader = new PropertyReader(properties, PropertyScope.Publish, int.MaxValue);
        while (reader.MoveNext())
        {
            if (reader.Id == PropertyId.ContentType)
                return reader.Value.ToArray();
        }

        return [];
    }
}
