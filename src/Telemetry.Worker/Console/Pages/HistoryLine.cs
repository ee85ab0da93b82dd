using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What happened to an incident, for people.</summary>
/// <param name="AtMs">Unix milliseconds; of the last one when it happened several times in a row.</param>
/// <param name="Who">A name, or the part of the worker that did it.</param>
/// <param name="What">For people.</param>
/// <param name="Word">The word that the history keeps.</param>
/// <param name="Times">How many times in a row.</param>
/// <param name="Detail">The words of a person or of the other side.</param>
/// <param name="Facts">The fields of the event it began with.</param>
/// <param name="Channel">How a person did it; null for what no person did.</param>
public sealed record HistoryLine(
    long AtMs, LocalizedText Who, LocalizedText What, string Word, int Times, string? Detail, IReadOnlyList<Fact> Facts, LocalizedText? Channel = null)
{
    /// <summary>An event that is seen for an hour is one line and not hundreds.</summary>
    internal static IReadOnlyList<HistoryLine> Of(IReadOnlyList<IncidentEvent> events, DeviceKind? kind)
    {
        var lines = new List<HistoryLine>();
        foreach (IncidentEvent e in events)
        {
            if (e.What == HistoryWord.Changed && lines is [.., { Word: HistoryWord.Changed } last])
                lines[^1] = last with { AtMs = e.At, Times = last.Times + 1 };
            else
                lines.Add(Line(e, kind));
        }

        return lines;
    }

    private static HistoryLine Line(IncidentEvent e, DeviceKind? kind) =>
        e is { What: HistoryWord.Raised, Detail: { } attributes }
            ? new HistoryLine(e.At, WhoIs(e.Who), WhatIs(e.What), e.What, 1, null, Fact.OfEvent(attributes, kind))
            : new HistoryLine(e.At, WhoIs(e.Who), WhatIs(e.What), e.What, 1, string.IsNullOrWhiteSpace(e.Detail) ? null : e.Detail, [], ChannelIs(e.Channel));

    private static LocalizedText WhoIs(string who) => who switch
    {
        "rules" => new("规则", "rules"),
        HoldRunner.Clock => new("到时", "time"),
        "calendar" => new("检修计划", "calendar"),
        IncidentWriter.Inventory => new("设备清单", "inventory"),
        OwnIncident.SystemId => OwnIncident.Title,
        EscalationFollower.Who => new("逐级呼叫", "escalation"),
        ChannelName.Webhook => new("推送接口", "webhook"),
        ChannelName.Command => new("设备指令", "command to the device"),
        _ => DisplayText.Same(who),
    };

    private static LocalizedText WhatIs(string what) => what switch
    {
        HistoryWord.Raised => new("告警触发", "raised"),
        HistoryWord.Changed => new("情况更新", "changed"),
        HistoryWord.Severity => new("级别升高", "more urgent"),
        HistoryWord.Grouped => new("并入群组告警", "became part of a group"),
        HistoryWord.Ungrouped => new("群组告警已恢复，本告警仍存在", "its group is over, and it still stands"),
        HistoryWord.Corrected => new("迟到的数据更正了记录", "corrected by a late sample"),
        HistoryWord.StillStands => new("补传的历史情况仍然存在", "history that still stands"),
        "acknowledged" => new("已确认", "acknowledged"),
        HistoryWord.Cleared => new("已恢复", "cleared"),
        "on-site" => new("已到场", "on site"),
        "resolved" => new("已处理", "resolved"),
        "false-alarm" => new("误报", "false alarm"),
        "shelved" => new("已搁置", "shelved"),
        "unshelved" => new("取消搁置", "unshelved"),
        "out-of-service" => new("停用检修", "out of service"),
        "returned" => new("恢复投用", "returned to service"),
        "assigned" => new("已指派", "assigned"),
        "handed-over" => new("已转交", "handed over"),
        "comment" => new("说明", "comment"),
        StepWord.HoldEnded => new("不再搁置", "no longer put aside"),
        StepWord.ReAlarmed => new("仍未恢复，再次告警", "still stands: alarms again"),
        StepWord.AnswerTakenBack => new("情况加重，需重新确认", "became critical: somebody has to answer again"),
        StepWord.Suppressed => new("按设计抑制", "suppressed by design"),
        StepWord.Unsuppressed => new("抑制结束", "no longer suppressed"),
        "delivered" => new("已送达", "delivered"),
        "expired" => new("过期未送达", "expired before it was delivered"),
        "failed" => new("发送失败", "failed"),
        Outbox.Cancelled => new("已无需发送", "no longer sent"),
        HistoryWord.Step => new("进入呼叫步骤", "step of the ladder"),
        HistoryWord.Called => new("已呼叫", "called"),
        HistoryWord.NoChannel => new("没有可用的呼叫渠道", "no channel carries the call"),
        HistoryWord.NotCalled => new("已应答，未再呼叫", "answered before the call"),
        HistoryWord.NotOnSite => new("未按时到场", "not on site in time"),
        _ => DisplayText.Same(what),
    };

    private static LocalizedText? ChannelIs(string? channel) => channel switch
    {
        null => null,
        StepChannel.Page => new("页面", "page"),
        StepChannel.Api => new("接口", "API"),
        StepChannel.Console => new("终端", "console"),
        StepChannel.Call => new("电话", "call"),
        _ => DisplayText.Same(channel),
    };
}
