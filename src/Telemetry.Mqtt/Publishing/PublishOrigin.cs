namespace Telemetry.Mqtt.Publishing;

/// <summary>
/// Where a PUBLISH came from, and where its acknowledgement goes. A receiver that answers with a receipt that is not
/// yet durable keeps the origin and calls <see cref="Acknowledge"/> after each commit, as long as that returns true.
/// </summary>
public abstract class PublishOrigin
{
    /// <summary>The MQTT client identifier.</summary>
    public abstract string ClientId { get; }

    /// <summary>The authenticated user name; null for an anonymous client.</summary>
    public abstract string? UserName { get; }

    /// <summary>Set by the receiver while the origin is on its waiting list, so that it stands there once.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>
    /// Sends, in order and as one write, the acknowledgements whose log has committed. Called from any thread.
    /// </summary>
    /// <returns>True while acknowledgements still wait for a commit.</returns>
    public abstract bool Acknowledge();
}
