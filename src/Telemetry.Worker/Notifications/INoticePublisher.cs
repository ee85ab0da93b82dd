namespace Telemetry.Worker.Notifications;

/// <summary>Publishes to whoever carries calls further, through the embedded broker or an external one.</summary>
internal interface INoticePublisher
{
    /// <summary>Completes when the broker has taken the message (QoS 1).</summary>
    /// <param name="retain">The broker keeps it for who subscribes later; an empty one ends that.</param>
    /// <exception cref="IOException">The broker cannot be reached right now, or refuses the message.</exception>
    ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken);
}
