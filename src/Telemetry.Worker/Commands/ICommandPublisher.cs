namespace Telemetry.Worker.Commands;

/// <summary>Publishes to devices, through the embedded broker or an external one.</summary>
internal interface ICommandPublisher
{
    /// <summary>Completes when the broker has taken the message (QoS 1).</summary>
    /// <exception cref="IOException">The broker cannot be reached right now.</exception>
    ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
