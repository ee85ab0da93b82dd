using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Incidents;

/// <summary>A step that was not taken: why, and whose step stands in the way.</summary>
/// <param name="By">Whose step stands in the way; null when nobody's does.</param>
/// <param name="AtMs">When it was taken, Unix milliseconds; null when that is not known.</param>
public sealed record Refusal(RefusalReason Reason, string? By, long? AtMs)
{
    /// <summary>The longest that is allowed; null when the step is refused for something else.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>True when the one who asks asked for something that is never allowed, whatever others do.</summary>
    public bool IsWrongRequest => Reason is RefusalReason.TooLong or RefusalReason.Past;

    /// <summary>For the one who asked.</summary>
    public LocalizedText Message => Reason switch
    {
        RefusalReason.AlreadyAcknowledged => new($"已由 {By} 确认", $"already acknowledged by {By}"),
        RefusalReason.Closed when By is null => new("已关闭", "closed"),
        RefusalReason.Closed => new($"已关闭,由 {By} 确认", $"closed; it was acknowledged by {By}"),
        RefusalReason.NotAcknowledged => new("尚无人确认或接手", "nobody has acknowledged it or taken it on"),
        RefusalReason.Over => new("情况已恢复,请直接确认", "the condition is over; acknowledge it instead"),
        RefusalReason.Held => new($"已由 {By} 搁置、抑制或停用", $"it is shelved, suppressed by design or out of service by {By}"),
        RefusalReason.NotHeld => new("并未处于该状态", "it is not put aside in this way"),
        RefusalReason.HeldElsewhere => new($"由 {By} 的静默或检修计划所致,请结束该计划", $"a silence or maintenance of {By} holds it back; end that instead"),
        RefusalReason.AlreadyOnSite => new($"{By} 已到场", $"{By} is there already"),
        RefusalReason.AlreadyResolved => new($"已由 {By} 填写处理结果", $"{By} has already said what it turned out to be"),
        RefusalReason.TooLong => new($"最长 {Limit?.TotalMinutes:0} 分钟", $"at most {Limit?.TotalMinutes:0} minutes are allowed"),
        RefusalReason.QuietTooLong when Limit < TimeSpan.FromMinutes(1) => new(
            $"事关人身安全,已连续静默 {LifeSafetyQuiet.Maximum.TotalMinutes:0} 分钟,须先呼叫 {LifeSafetyQuiet.Pause.TotalMinutes:0} 分钟",
            $"it endangers life and has been quiet for {LifeSafetyQuiet.Maximum.TotalMinutes:0} minutes on end: it has to call for {LifeSafetyQuiet.Pause.TotalMinutes:0} minutes first"),
        RefusalReason.QuietTooLong => new(
            $"事关人身安全,连同已静默的时间,最多还可 {Math.Floor(Limit!.Value.TotalMinutes):0} 分钟",
            $"it endangers life and has been quiet already: at most {Math.Floor(Limit!.Value.TotalMinutes):0} more minutes are allowed, and then {LifeSafetyQuiet.Pause.TotalMinutes:0} in which it calls"),
        RefusalReason.Past => new("结束时间已过", "its end has passed already"),
        _ => new("内容已更新,请刷新后重试", "it has changed since you looked at it; look again"),
    };

    /// <summary>A refusal that names who stands in the way.</summary>
    public static Refusal Of(RefusalReason reason, Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return reason switch
        {
            RefusalReason.Held or RefusalReason.HeldElsewhere => new(reason, incident.Hold?.Owner, null),
            RefusalReason.AlreadyOnSite => new(reason, incident.OnSiteBy, incident.OnSiteAtMs),
            RefusalReason.AlreadyResolved => new(reason, incident.ResolvedBy, incident.ResolvedAtMs),
            RefusalReason.AlreadyAcknowledged or RefusalReason.Closed => new(reason, incident.AcknowledgedBy, incident.AcknowledgedAtMs),
            _ => new(reason, null, null),
        };
    }

    /// <summary>A refusal of what would keep a danger to life quiet for too long on end.</summary>
    /// <param name="left">For how long it may be.</param>
    public static Refusal QuietTooLong(TimeSpan left) => new(RefusalReason.QuietTooLong, null, null) { Limit = left };

    /// <summary>A refusal of what lasts too long.</summary>
    public static Refusal TooLong(TimeSpan limit) => new(RefusalReason.TooLong, null, null) { Limit = limit };
}
