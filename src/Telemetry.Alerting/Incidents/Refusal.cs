using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Incidents;

/// <summary>A step that was not taken: why, and whose step stands in the way.</summary>
/// <param name="By">Who acknowledged it; null when nobody did.</param>
/// <param name="AtMs">When, Unix milliseconds; null when nobody did.</param>
public sealed record Refusal(RefusalReason Reason, string? By, long? AtMs)
{
    /// <summary>For the one who asked.</summary>
    public LocalizedText Message => Reason switch
    {
        RefusalReason.AlreadyAcknowledged => new($"已由 {By} 确认", $"already acknowledged by {By}"),
        RefusalReason.Closed => new($"已关闭,由 {By} 确认", $"closed; it was acknowledged by {By}"),
        _ => new("内容已更新,请刷新后重试", "it has changed since you looked at it; look again"),
    };
}
