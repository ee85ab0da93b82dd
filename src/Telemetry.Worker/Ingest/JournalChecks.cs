using System.Globalization;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Ingest;

/// <summary>What can be wrong with the journal, in words; <c>/readyz</c> and incidents of Telemetry's own say it.</summary>
internal sealed class JournalChecks(CommitLog log, JournalForecast forecast)
{
    /// <summary>How many <see cref="All"/> has.</summary>
    public const int Count = 4;

    /// <summary>Commits wait for room, so devices hear no acknowledgement.</summary>
    public string? Full => log.Journal.Statistics is { IsFull: true } now
        ? Text($"nothing is acknowledged until there is room: {Mebibytes(now.UnreleasedBytes)} of {Mebibytes(now.MaximumBytes)} MiB are still needed, the disk has {Room(now)} MiB left for it")
        : null;

    public string? Yielding
    {
        get
        {
            JournalStatistics now = log.Journal.Statistics;
            return forecast.IsYielding
                ? Text($"the store is too far behind, its oldest telemetry is dropped: {now.DroppedRecords} readings and {now.DroppedEvents} events since the start; alarms go on")
                : null;
        }
    }

    public string? Filling => forecast is { IsFilling: true, UntilFull: { } left } && log.Journal.Statistics is var now
        ? Text($"full in about {left.TotalHours:0.#} h at the present rate: {Mebibytes(now.UnreleasedBytes)} of {Mebibytes(now.MaximumBytes)} MiB wait for a reader, the disk has {Room(now)} MiB left for it")
        : null;

    public string? Damaged => log.Journal.Statistics is { CorruptStretches: > 0 } now
        ? Text($"{now.CorruptStretches} damaged stretches, {now.CorruptBytes} bytes, found since the start and skipped")
        : null;

    /// <summary>Why nothing is acknowledged any more; null while it is.</summary>
    public string? Stopped => log.Journal.Failure is not null ? "failed: the disk refused a write; mend it and start again" : Says("full", Full);

    /// <summary>What is wrong while messages are taken and alarms work all the same; null when nothing is.</summary>
    public string? Strained => Says("yielding", Yielding) ?? Says("filling", Filling);

    public IReadOnlyList<ISelfCheck> All =>
    [
        new JournalCheck(
            "journal-full", Severity.Critical, new("日志已满，停止接收", "Journal full, nothing is taken"),
            new(
                "设备的消息暂不确认，新数据不再报警。恢复存储或释放磁盘空间后自动恢复；也可调大 Journal:MaximumBytes 后重启。",
                "Messages of devices are not acknowledged, and new data raises no alarm. Bring the store back or free disk space, and it goes on by itself; or raise Journal:MaximumBytes and restart."),
            () => Full),
        new JournalCheck(
            "journal-yielding", Severity.High, new("日志已满，正在丢弃历史数据", "Journal full, telemetry is dropped"),
            new(
                "存储落后太多，最旧的读数不再写入存储；报警不受影响。请恢复存储，或调大 Journal:MaximumBytes。",
                "The store is too far behind; the oldest readings never reach it. Alarms are not affected. Bring the store back, or raise Journal:MaximumBytes."),
            () => Yielding),
        new JournalCheck(
            "journal-filling", Severity.High, new("日志即将写满", "Journal fills up"),
            new(
                "存储停止或过慢，日志在积压。请检查存储和磁盘空间。",
                "The store is away or too slow, and the journal keeps what it misses. Look at the store, and at the disk's free space."),
            () => Filling),
        new JournalCheck(
            "journal-damaged", Severity.High, new("日志有损坏的数据块", "Damaged blocks in the journal"),
            new(
                "磁盘可能有故障：检查磁盘，用 telemetry journal verify 查看位置。损坏的记录已跳过并计数，重启后此条关闭。",
                "The disk may be failing: check it, and see where with 'telemetry journal verify'. Damaged records are skipped and counted; this closes with the next restart."),
            () => Damaged),
    ];

    private static string? Says(string state, string? trouble) => trouble is null ? null : $"{state}: {trouble}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static long Mebibytes(long bytes) => bytes >> 20;

    private static string Room(JournalStatistics now) =>
        now.DiskRoomBytes == long.MaxValue ? "unknown" : Mebibytes(now.DiskRoomBytes).ToString(CultureInfo.InvariantCulture);

    private sealed record JournalCheck(string Rule, Severity Severity, LocalizedText Title, LocalizedText Advice, Func<string?> Say) : ISelfCheck
    {
        public string? Trouble() => Say();
    }
}
