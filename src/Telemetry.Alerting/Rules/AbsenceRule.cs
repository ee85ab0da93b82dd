using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A rule on silence: raised when the device has said nothing for a time, cleared when it speaks.</summary>
/// <param name="intervals">So many of the device's own intervals; 0 when <paramref name="fixedMs"/> counts.</param>
internal sealed class AbsenceRule(DeviceKind kind, RuleDefinition definition, Severity severity, int intervals, long fixedMs)
    : Rule(kind, definition, severity)
{
    public bool IsDuring(long timeMs) => Clauses.During?.Contains(timeMs) != false;

    /// <summary>How long this device may be silent, in milliseconds.</summary>
    public long LimitMs(Device device) => intervals > 0 ? intervals * (long)device.Interval.TotalMilliseconds : fixedMs;
}
