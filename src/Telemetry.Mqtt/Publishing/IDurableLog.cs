namespace Telemetry.Mqtt.Publishing;

/// <summary>A log that makes what was appended durable in groups; positions only grow.</summary>
public interface IDurableLog
{
    /// <summary>Everything at a position below this one is on disk. Read from any thread.</summary>
    long CommittedPosition { get; }

    /// <summary>
    /// Asks for <see cref="PublishOrigin.Acknowledge"/> to be called after the coming commits, until it returns false.
    /// </summary>
    /// <remarks>
    /// The origin calls this once its ring holds an acknowledgement that is not yet durable, typically once per read.
    /// A commit may have passed meanwhile, so it looks at the head of its ring once more afterwards, and registers with
    /// the log that the head names now if that is another one. It may do so from within Acknowledge, and twice.
    /// </remarks>
    void Await(PublishOrigin origin);
}
