namespace Telemetry.Worker.Options;

/// <summary>How a heartbeat is sent.</summary>
public enum HeartbeatMethod : byte
{
    Post,
    Get,
}
