using System.Globalization;

namespace Telemetry.Worker.Escalation;

/// <summary><c>/proc/uptime</c> (CLOCK_BOOTTIME, in hundredths of a second) and the kernel's id of this start.</summary>
internal sealed class LinuxBootClock : IBootClock
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const string UptimeFile = "/proc/uptime";

    public BootTime? Read()
    {
        try
        {
            string boot = File.ReadAllText(BootIdFile).Trim();
            string uptime = File.ReadAllText(UptimeFile).Split(' ')[0];
            return boot.Length > 0 && double.TryParse(uptime, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                ? new BootTime(boot, (long)Math.Round(seconds * 1000))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>For a clock that runs faster than the machine's: only the clock itself tells how long the process was down.</summary>
internal sealed class NoBootClock : IBootClock
{
    public BootTime? Read() => null;
}
