namespace Telemetry.Mqtt.Client;

/// <summary>Why a message was not sent.</summary>
public enum MqttDropReason : byte
{
    /// <summary>At QoS 0, and there was no connection.</summary>
    NotConnected,

    /// <summary>At QoS 0 the connection did not take it fast enough; above, the queue was full under <see cref="QueueFullPolicy.Refuse"/>.</summary>
    QueueFull,

    /// <summary>The server said that it does not take such: its QoS, its retain flag, its size.</summary>
    NotTaken,
}
