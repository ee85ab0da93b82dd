using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>The compiled rules of one kind of device, sorted by what drives them, in the order of the file.</summary>
internal sealed class KindRules(DeviceKind kind)
{
    public DeviceKind Kind { get; } = kind;

    public ReadingRule[] Readings { get; init; } = [];

    public AbsenceRule[] Absences { get; init; } = [];

    public EventRule[] Events { get; init; } = [];

    /// <summary>The windows that <see cref="Readings"/> look through; a device has state for each.</summary>
    public Window[] Windows { get; init; } = [];
}
