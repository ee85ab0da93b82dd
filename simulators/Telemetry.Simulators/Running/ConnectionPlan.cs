namespace Telemetry.Simulators.Running;

/// <summary>Who connects, what the broker says when it is lost, and what it wants to hear.</summary>
/// <param name="ClientId">MQTT client identifier.</param>
/// <param name="WillTopic">Topic of the retained will; null: none.</param>
/// <param name="WillPayload">Payload of the will.</param>
/// <param name="Subscriptions">Topic filters, subscribed to with QoS 1.</param>
internal sealed record ConnectionPlan(
    string ClientId, string? WillTopic, ReadOnlyMemory<byte> WillPayload, IReadOnlyList<string> Subscriptions)
{
    /// <summary>The gateway that the device speaks through; null when it has a connection of its own.</summary>
    public string? Gateway { get; init; }
}
