namespace Telemetry.Mqtt.Client;

internal enum ConnectionPhase : byte
{
    /// <summary>CONNECT is sent.</summary>
    Connecting,

    /// <summary>The subscriptions are being made; messages may already come.</summary>
    Subscribing,

    Open,
}
