using Telemetry.Alerting.Rules;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Ingest;

/// <summary>Tells of pictures that cannot be kept as files.</summary>
internal sealed class SnapshotCheck(SnapshotKeeper snapshots, SnapshotFolder folder, IngestCounters counters) : ISelfCheck
{
    public string Rule => "snapshots-not-kept";

    public Severity Severity => Severity.High;

    public LocalizedText Title { get; } = new("摄像机图片无法保存", "Pictures of cameras cannot be kept");

    public LocalizedText Advice { get; } = new(
        "检查 snapshots 文件夹所在磁盘的空间和权限;无法保存的图片在隔离区,报警不受影响。",
        "Look at the room and the rights of the disk with the folder snapshots; pictures that cannot be kept are in quarantine, and alarms go on.");

    public string? Trouble() => snapshots.Trouble is { } trouble
        ? $"{folder.Path}: {trouble} ({counters.Rejected(RejectReason.SnapshotNotKept)} pictures went to quarantine since the start)"
        : null;
}
