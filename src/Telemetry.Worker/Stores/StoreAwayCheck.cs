using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Stores;

/// <summary>The store has not taken anything for a while.</summary>
internal sealed class StoreAwayCheck(StoreUploader uploader, ITimeSeriesStore store, StoreOptions options) : ISelfCheck
{
    public string Rule => "store-away";

    public Severity Severity => Severity.High;

    public LocalizedText Title { get; } = new("时序数据库不可用，数据暂存在本机日志中", "The store is away; data waits in the journal");

    public LocalizedText Advice { get; } = new(
        "检查 Store:Url 所指的数据库是否在运行、网络是否通畅、磁盘是否已满。恢复后数据会自动补传；在日志写满之前处理。",
        "See whether the database at Store:Url runs, can be reached and has room on its disk. Once it is back the data follows by itself; mend it before the journal is full.");

    public string? Trouble() => uploader.Statistics is { State: UploaderState.Retrying } now && now.TroubleFor >= options.AlarmAfter
        ? $"{store.Kind} has taken nothing for {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(now.TroubleFor.TotalSeconds)))}, and {now.LagRecords} records wait: {now.LastError}"
        : null;
}
