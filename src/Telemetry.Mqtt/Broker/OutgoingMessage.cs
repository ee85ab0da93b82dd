namespace Telemetry.Mqtt.Broker;

/// <summary>A message on its way to one session.</summary>
internal struct OutgoingMessage
{
    /// <summary>Null once it need not be sent again, or when the session ends with its connection and it was sent.</summary>
    public StoredMessage? Message;

    /// <summary>The subscription identifiers as encoded MQTT 5 properties.</summary>
    public byte[] Identifiers;

    /// <summary>Who else may have it; null when it is for this session only.</summary>
    public SharedGroup? Group;

    public QualityOfService QualityOfService;
    public bool Retain;
    public OutgoingState State;

    /// <summary>The operation log holds it.</summary>
    public bool IsKept;
}
