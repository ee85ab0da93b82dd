using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>The rule engine is behind the journal: what devices said so long ago has not been judged.</summary>
internal sealed class AlertsLagCheck(JournalLag lag, WatchOptions options) : ISelfCheck
{
    public string Rule => "alerts-behind";

    public Severity Severity => Severity.Critical;

    public LocalizedText Title { get; } = new("报警判断滞后", "Alarms are behind: new data is not judged in time");

    public LocalizedText Advice { get; } = new(
        "检查 alerts.db 所在磁盘是否已满或过慢、机器负载是否过高。数据不会丢失，恢复后会按顺序补判。",
        "See whether the disk of alerts.db is full or slow, and whether the machine is overloaded. Nothing is lost: what waits is judged in order as soon as it can be.");

    public string? Trouble() => lag.Look() is var behind && behind >= options.AlertsLag
        ? $"by at least {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(behind.TotalSeconds)))}, {lag.Records} records of the journal"
        : null;
}
