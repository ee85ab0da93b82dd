using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>A step of a ladder is late: somebody who should be called by now is not.</summary>
internal sealed class EscalationStuckCheck(IEscalationHealth health, WatchOptions options) : ISelfCheck
{
    public string Rule => "escalation-stuck";

    public Severity Severity => Severity.Critical;

    public LocalizedText Title { get; } = new("告警升级停滞，该呼叫的人没有被呼叫", "Escalation is stuck: people who are due are not called");

    public LocalizedText Advice { get; } = new(
        "立即人工通知未应答告警的值班人员；查看日志，检查 alerts.db 所在磁盘和机器负载，必要时重启。到期的升级会立即补发一次。",
        "Tell whoever is on duty for unanswered incidents by hand, now. Look at the log, the disk of alerts.db and the machine's load; restart if nothing else helps: what is overdue is done once, at once.");

    public string? Trouble() => health.OverdueBy is var late && late >= options.EscalationLate
        ? $"the oldest step is late by {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(late.TotalSeconds)))}"
        : null;
}
