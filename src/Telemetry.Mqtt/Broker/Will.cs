using System.Text;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>What to publish in a client's name when it is lost (MQTT 5.0, section 3.1.2.5).</summary>
internal sealed class Will(WillMessage will)
{
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(will.Topic);
    private readonly byte[] _properties = will.Properties.Encode();
    private readonly byte[] _contentType = Encoding.UTF8.GetBytes(will.Properties.ContentType ?? "");

    public ReadOnlySpan<byte> Topic => _topic;

    public TimeSpan Delay { get; } = TimeSpan.FromSeconds(will.DelaySeconds);

    public PublishView View => new()
    {
        Topic = _topic,
        Payload = will.Payload,
        ContentType = _contentType,
        QualityOfService = will.QualityOfService,
        Retain = will.Retain,
        IsWill = true,
    };

    public RoutedPublish Message(long nowMs) => new()
    {
        Topic = _topic,
        Properties = _properties,
        Payload = will.Payload,
        QualityOfService = will.QualityOfService,
        Retain = will.Retain,
        ExpiresAtMs = will.Properties.MessageExpirySeconds is { } seconds ? nowMs + (seconds * 1000L) : 0,
    };
}
