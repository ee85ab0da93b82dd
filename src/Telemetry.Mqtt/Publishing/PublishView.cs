namespace Telemetry.Mqtt.Publishing;

/// <summary>
/// A PUBLISH as it lies in the receive buffer. Every span is valid only during the call it was passed to.
/// </summary>
public readonly ref struct PublishView
{
    /// <summary>The topic name, UTF-8, checked against [MQTT-3.3.2-1] and [MQTT-3.3.2-2]; aliases are already resolved.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>The application message.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The MQTT 5 content type, UTF-8; empty when absent.</summary>
    public ReadOnlySpan<byte> ContentType { get; init; }

    /// <summary>
    /// The MQTT 5 properties as on the wire, without their length, checked; empty when there are none. What is in them
    /// <see cref="Packets.PublishProperties.Parse"/> tells, and <see cref="Packets.PublishProperties.ParseSubscriptionIdentifiers"/>.
    /// </summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    public QualityOfService QualityOfService { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    /// <summary>True for a message the broker publishes in a client's name because the client was lost.</summary>
    public bool IsWill { get; init; }
}
