namespace Telemetry.Mqtt.Publishing;

/// <summary>
/// Where a PUBLISH came from, and where its acknowledgement goes. It keeps the receipts of what it received in order of
/// arrival, and registers with the log of the first one that is not yet durable (<see cref="IDurableLog.Await"/>).
/// </summary>
public abstract class PublishOrigin
{
    /// <summary>The MQTT client identifier.</summary>
    public abstract string ClientId { get; }

    /// <summary>The authenticated user name; null for an anonymous client.</summary>
    public abstract string? UserName { get; }

    /// <summary>
    /// Sends, in order and as one write, the acknowledgements whose log has committed. Called from any thread, mostly
    /// a log's commit thread, so it must not wait for the socket.
    /// </summary>
    /// <returns>
    /// True while acknowledgements still wait for a commit of the same log. False when none does, or when the origin has
    /// registered by itself: one that waits for several logs cannot tell which of them is calling.
    /// </returns>
    public abstract bool Acknowledge();
}
