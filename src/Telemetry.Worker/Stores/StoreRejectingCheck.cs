using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Stores;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Stores;

/// <summary>Lines were set aside lately.</summary>
internal sealed class StoreRejectingCheck(ITimeSeriesStore store, TimeProvider time) : ISelfCheck
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(10);

    public string Rule => "store-rejecting";

    public Severity Severity => Severity.Medium;

    public LocalizedText Title { get; } = new("时序数据库拒收部分数据行", "The store does not take some lines");

    public LocalizedText Advice { get; } = new(
        "查看数据文件夹中的 rejected.lp：每行上方注明时间、原因和数据库的原话。修正后可重新写入数据库。",
        "Look into rejected.lp in the data folder: above each line stand the time, the reason and the store's own words. Mended lines can be written to the store again.");

    public string? Trouble()
    {
        RejectedLines rejected = store.Rejected;
        return rejected.LastAt is { } last && time.GetUtcNow() - last < Lately
            ? $"{rejected.Total} lines were set aside since the start ({string.Join(", ", Enum.GetValues<LineRejection>().Where(r => rejected.Count(r) > 0).Select(r => $"{RejectedLines.Label(r)} {rejected.Count(r)}"))}), the last at {last:yyyy-MM-ddTHH:mm:ssZ}; they stand in {rejected.Path ?? "no file"}"
            : null;
    }
}
