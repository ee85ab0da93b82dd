using System.Globalization;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>Little is left on the disk of the data folder.</summary>
/// <param name="freeBytes">Null when that is not known.</param>
internal sealed class DiskLowCheck(string folder, Func<string, long?> freeBytes, WatchOptions options) : ISelfCheck
{
    public string Rule => "disk-low";

    public Severity Severity => Severity.High;

    public LocalizedText Title { get; } = new("数据盘空间不足", "The disk of the data folder is nearly full");

    public LocalizedText Advice { get; } = new(
        "清理或扩容数据目录所在的磁盘。写满后日志和告警数据库都无法写入，新的报警会停止。",
        "Make room on the disk of Data:Folder, or make it larger. When it is full neither the journal nor the database of incidents can be written, and new alarms stop.");

    public string? Trouble() => freeBytes(folder) is { } free && free < options.DiskFree
        ? string.Create(CultureInfo.InvariantCulture, $"{free >> 20} MiB are free for {folder}, less than Watch:DiskFree = {options.DiskFree >> 20} MiB")
        : null;

    /// <summary>What the machine says.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
