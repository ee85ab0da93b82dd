namespace Telemetry.Mqtt.Client;

/// <summary>The connection ended or did not come about, for a reason of the protocol.</summary>
internal sealed class MqttConnectionException(ReasonCode reasonCode, string message) : Exception(message)
{
    public ReasonCode ReasonCode { get; } = reasonCode;

    /// <summary>True: the client leaves, and says DISCONNECT first, so that the broker publishes no will.</summary>
    public bool IsLeaving { get; init; }
}
