namespace Telemetry.Worker.Escalation;

/// <summary>How long the machine has been up: the one clock that goes on while the process is down and that nobody sets.</summary>
internal interface IBootClock
{
    /// <summary>Null where the machine does not tell.</summary>
    BootTime? Read();
}

/// <param name="Boot">Names this start of the machine: uptimes of two starts cannot be compared.</param>
/// <param name="UptimeMs">Since then, sleep included.</param>
internal readonly record struct BootTime(string Boot, long UptimeMs);
