using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
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
public sealed record HistoryLine(long AtMs, LocalizedText Who, LocalizedText What, string Word, int Times, string? Detail, IReadOnlyList<Fact> Facts)
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
            : new HistoryLine(e.At, WhoIs(e.Who), WhatIs(e.What), e.What, 1, string.IsNullOrWhiteSpace(e.Detail) ? null : e.Detail, []);

    private static LocalizedText WhoIs(string who) => who switch
    {
        "rules" => new("规则", "rules"),
        Alerting.Silences.Silence.Clock => new("到期", "time"),
        IncidentWriter.Inventory => new("设备清单", "inventory"),
        OwnIncident.SystemId => OwnIncident.Title,
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
        "shelved" => new("已静默，不再呼叫", "silenced: it calls nobody"),
        "out-of-service" => new("检修中，不再呼叫", "out of service: it calls nobody"),
        HistoryWord.HoldEnded => new("静默或检修结束", "what kept it silent is over"),
        "acknowledged" => new("已确认", "acknowledged"),
        HistoryWord.Cleared => new("已恢复", "cleared"),
        "delivered" => new("已送达", "delivered"),
        "expired" => new("过期未送达", "expired before it was delivered"),
        "failed" => new("发送失败", "failed"),
        _ => DisplayText.Same(what),
    };
}
