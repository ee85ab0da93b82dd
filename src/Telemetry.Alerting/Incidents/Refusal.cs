using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Incidents;

/// <summary>A step that was not taken: why, and whose step stands in the way.</summary>
/// <param name="By">Whose step stands in the way; null when nobody's does.</param>
/// <param name="AtMs">When it was taken, Unix milliseconds; null when that is not known.</param>
public sealed record Refusal(RefusalReason Reason, string? By, long? AtMs)
{
    /// <summary>For the one who asked.</summary>
    public LocalizedText Message => Reason switch
    {
        RefusalReason.AlreadyAcknowledged => new($"已由 {By} 确认", $"already acknowledged by {By}"),
        RefusalReason.Closed when By is null => new("已关闭", "closed"),
        RefusalReason.Closed => new($"已关闭,由 {By} 确认", $"closed; it was acknowledged by {By}"),
        RefusalReason.NotAcknowledged => new("尚未确认", "nobody has acknowledged it"),
        RefusalReason.Over => new("情况已恢复", "the condition is over"),
        RefusalReason.Held => new($"已被 {By} 搁置、抑制或停用", $"it is shelved, suppressed or out of service by {By}"),
        RefusalReason.NotHeld => new("未被搁置、抑制或停用", "it is neither shelved nor suppressed nor out of service"),
        _ => new("内容已更新,请刷新后重试", "it has changed since you looked at it; look again"),
    };

    /// <summary>A refusal that names who stands in the way.</summary>
    public static Refusal Of(RefusalReason reason, Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return reason is RefusalReason.Held
            ? new(reason, incident.Hold?.Owner, null)
            : new(reason, incident.AcknowledgedBy, incident.AcknowledgedAtMs);
    }
}
