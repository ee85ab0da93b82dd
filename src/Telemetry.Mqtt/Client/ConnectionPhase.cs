namespace Telemetry.Mqtt.Client;

internal enum ConnectionPhase : byte
{
    /// <summary>CONNECT is sent.</summary>
    Connecting,

    /// <summary>SUBSCRIBE is sent; messages may already come.</summary>
    Subscribing,

    Open,
}
