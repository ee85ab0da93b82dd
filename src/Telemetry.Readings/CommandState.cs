namespace Telemetry.Readings;

/// <summary>What a device says became of a command.</summary>
public enum CommandState : byte
{
    Selected,
    Accepted,
    Executing,
    Done,
    Failed,
    Refused,
    Expired,
}
