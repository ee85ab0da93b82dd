namespace Telemetry.Mqtt.Client;

/// <summary>The connection ended or did not come about, for a reason of the protocol.</summary>
internal sealed class MqttConnectionException(ReasonCode reasonCode, string message) : Exception(message)
{
    public ReasonCode ReasonCode { get; } = reasonCode;
}
