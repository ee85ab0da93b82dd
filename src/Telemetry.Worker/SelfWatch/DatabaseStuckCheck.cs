using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>
/// The database of incidents cannot be written. Then this incident cannot be kept either: the log says it, and the heartbeat
/// stops.
/// </summary>
internal sealed class DatabaseStuckCheck(DatabaseProbe probe, WatchOptions options) : ISelfCheck
{
    public string Rule => "alerts-unwritable";

    public Severity Severity => Severity.Critical;

    public LocalizedText Title { get; } = new("告警数据库无法写入", "The database of incidents cannot be written");

    public LocalizedText Advice { get; } = new(
        "检查数据目录所在磁盘是否已满、只读或损坏，是否有其他程序锁住 alerts.db。期间不会产生新告警，也不会呼叫任何人。",
        "See whether the disk of Data:Folder is full, read-only or broken, and whether another program holds alerts.db. Meanwhile there are no new incidents, and nobody is called.");

    public string? Trouble() => probe.Since is var since && since >= options.DatabaseStuck
        ? $"nothing could be written for {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(since.TotalSeconds)))}: {probe.Error ?? "somebody holds its lock"}"
        : null;
}
