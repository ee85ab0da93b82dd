namespace Telemetry.Mqtt.Publishing;

/// <summary>A log that makes what was appended durable in groups; positions only grow.</summary>
public interface IDurableLog
{
    /// <summary>Everything at a position below this one is on disk. Read from any thread.</summary>
    long CommittedPosition { get; }
}
