using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Stores;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Stores;

/// <summary>The store refuses data until somebody mends something.</summary>
internal sealed class StoreMisconfiguredCheck(StoreUploader uploader, ITimeSeriesStore store) : ISelfCheck
{
    public string Rule => "store-misconfigured";

    public Severity Severity => Severity.High;

    public LocalizedText Title { get; } = new("时序数据库拒绝写入，需要修改配置", "The store refuses data until its configuration is mended");

    public LocalizedText Advice { get; } = new(
        "按错误信息检查 Store 各选项：地址、账号或令牌、数据库或存储桶、证书。每 30 秒重试一次，改好数据库一侧无需重启。",
        "Follow the store's words: address, account or token, database or bucket, certificate. It is tried again every 30 s; what is mended at the store needs no restart.");

    public string? Trouble() => uploader.Statistics is { State: UploaderState.Misconfigured } now
        ? $"{store.Kind} refuses, and {now.LagRecords} records wait: {now.LastError}"
        : null;
}
