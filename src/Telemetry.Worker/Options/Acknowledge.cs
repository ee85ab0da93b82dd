namespace Telemetry.Worker.Options;

/// <summary>What has to have a reading or an event before its sender is told so.</summary>
public enum Acknowledge
{
    Journal,
    Store,
}
