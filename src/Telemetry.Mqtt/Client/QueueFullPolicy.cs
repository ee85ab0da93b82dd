namespace Telemetry.Mqtt.Client;

/// <summary>What happens to a message at QoS 1 or 2 that finds the outgoing queue full. Nothing that was queued is ever thrown out.</summary>
public enum QueueFullPolicy : byte
{
    /// <summary>Publishing waits for room, in the order of the calls.</summary>
    Wait,

    /// <summary>The new message is refused at once with <see cref="ReasonCode.QuotaExceeded"/>, and counted.</summary>
    Refuse,
}
