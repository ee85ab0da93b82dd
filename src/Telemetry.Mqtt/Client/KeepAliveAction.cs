namespace Telemetry.Mqtt.Client;

internal enum KeepAliveAction : byte
{
    None,
    Ping,
    Close,
}
