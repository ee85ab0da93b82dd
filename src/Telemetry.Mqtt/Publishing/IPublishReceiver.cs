namespace Telemetry.Mqtt.Publishing;

/// <summary>Takes the publishes of a broker's clients or of a client's subscriptions.</summary>
public interface IPublishReceiver
{
    /// <summary>
    /// Completes when there is room for more. Awaited before every read from a socket, so that a slow disk pushes
    /// back on the network instead of filling memory; completed synchronously in the normal case.
    /// </summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Takes one message. Must not block and must not keep a span. Called from the connection's reading thread.</summary>
    Receipt Receive(in PublishView publish, PublishOrigin origin);
}
