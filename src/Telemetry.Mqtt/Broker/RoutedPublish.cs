namespace Telemetry.Mqtt.Broker;

/// <summary>A message on its way through the broker: spans into a receive buffer or into a <see cref="StoredMessage"/>.</summary>
internal readonly ref struct RoutedPublish
{
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>The MQTT 5 properties a broker hands on unchanged, without their length.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public QualityOfService QualityOfService { get; init; }

    public bool Retain { get; init; }

    /// <summary>Unix milliseconds; 0 for never.</summary>
    public long ExpiresAtMs { get; init; }
}
