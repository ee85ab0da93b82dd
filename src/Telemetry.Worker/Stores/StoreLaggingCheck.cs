using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Stores;

/// <summary>The store takes what it is given, but not as fast as it comes.</summary>
internal sealed class StoreLaggingCheck(JournalLag lag, Func<UploaderState> state, StoreOptions options) : ISelfCheck
{
    public string Rule => "store-lagging";

    public Severity Severity => Severity.Medium;

    public LocalizedText Title { get; } = new("时序数据库写入过慢", "The store takes data too slowly");

    public LocalizedText Advice { get; } = new(
        "报警不受影响，但图表会滞后，日志在积压。检查数据库的磁盘和负载；长期如此请换更快的机器或减少采样。",
        "Alarms are not affected, but dashboards are late and the journal keeps what waits. See the disk and the load of the database; if it stays so it needs a faster machine.");

    public string? Trouble() => lag.Look() is var behind && state() == UploaderState.Running && behind >= options.AlarmAfter
        ? $"it is behind by at least {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(behind.TotalSeconds)))}, {lag.Records} records"
        : null;
}
