namespace Telemetry.Mqtt.Packets;

/// <summary>The message a broker publishes in a client's name when the client is lost (MQTT 5.0, section 3.1.2.5).</summary>
public sealed record WillMessage
{
    public required string Topic { get; init; }

    public required byte[] Payload { get; init; }

    public QualityOfService QualityOfService { get; init; }

    public bool Retain { get; init; }

    /// <summary>Seconds the broker waits after the loss; at most until the session ends. 5.0 only.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>The properties of the PUBLISH it becomes. 5.0 only.</summary>
    public PublishProperties Properties { get; init; } = new();
}
