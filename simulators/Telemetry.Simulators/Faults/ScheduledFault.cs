using System.Globalization;
using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Faults;

/// <summary>
/// A fault asked for on the command line: <c>KIND[=SIZE]:DEVICE@TIME[+DURATION]</c>, for example
/// <c>leak:hs-0007@60s</c>, <c>leak=0.3:hs-0007@10m+2h</c>. Times are simulated ones, after the start.
/// </summary>
internal sealed record ScheduledFault(string DeviceId, TimeSpan After, Fault Fault)
{
    public const string Syntax = "KIND[=SIZE]:DEVICE@TIME[+DURATION]";

    /// <returns>Null and the scheduled fault, or what is wrong with the text.</returns>
    public static string? TryParse(string text, out ScheduledFault? scheduled)
    {
        scheduled = null;
        int colon = text.IndexOf(':'), at = text.IndexOf('@');
        if (colon < 1 || at < colon + 2)
            return $"'{text}' is not of the form {Syntax}, for example leak:hs-0007@60s";
        string[] kindAndSize = text[..colon].Split('=', 2);
        if (!Fault.TryParseKind(kindAndSize[0], out FaultKind kind))
            return $"'{kindAndSize[0]}' is no kind of fault; there are {string.Join(", ", Fault.KindNames)}";
        double size = 1;
        if (kindAndSize.Length == 2 && !TryParseSize(kindAndSize[1], out size))
            return $"'{kindAndSize[1]}' is no size of a fault: a number above 0, up to 1";
        string[] times = text[(at + 1)..].Split('+', 2);
        if (!Duration.TryParse(times[0], out TimeSpan after) && times[0] is not ("0" or "0s"))
            return $"'{times[0]}' is no time like 60s or 5m";
        TimeSpan? duration = null;
        if (times.Length == 2)
        {
            if (!Duration.TryParse(times[1], out TimeSpan length))
                return $"'{times[1]}' is no duration like 60s or 5m";
            duration = length;
        }

        scheduled = new ScheduledFault(text[(colon + 1)..at], after, new Fault(kind, size, duration));
        return null;
    }

    private static bool TryParseSize(string text, out double size) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out size) && size is > 0 and <= 1;
}
