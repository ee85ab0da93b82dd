namespace Telemetry.Mqtt.Client;

/// <summary>Where a client stands.</summary>
public enum MqttConnectionState : byte
{
    /// <summary>Not started, or stopped.</summary>
    Stopped,

    /// <summary>On the way: TCP, TLS, CONNECT, SUBSCRIBE.</summary>
    Connecting,

    /// <summary>Connected and subscribed.</summary>
    Connected,

    /// <summary>The connection failed or was lost; the next attempt comes after a delay.</summary>
    Waiting,
}
