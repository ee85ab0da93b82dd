using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backups;

/// <summary>Makes sure that a restored journal gives no position again that it gave after the backup was made.</summary>
internal static class RestoredJournal
{
    /// <summary>
    /// More than any worker commits between two backups: at 100,000 records a second, 115 days. Incidents have ids made of
    /// the position at which they were raised, and a receiver that remembers them would swallow a new alarm that gets an
    /// old one's id. A position has room for nine million such steps.
    /// </summary>
    public const long Margin = 1_000_000_000_000;

    /// <summary>No worker gets so far, and behind it there is room for every step.</summary>
    public const long MaximumPosition = long.MaxValue / 2;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Appends a record of the restore, far behind the end; returns its position.</summary>
    /// <param name="folder">The journal's folder.</param>
    /// <param name="segmentBytes">Size of a segment that has to be made.</param>
    /// <param name="reached">Behind everything that a reader of the backup has seen.</param>
    /// <param name="backupAt">When the backup was made.</param>
    /// <param name="time">When it was restored.</param>
    /// <exception cref="BackupException">The disk is full, or the journal's positions cannot be.</exception>
    public static async Task<long> SkipAsync(string folder, long segmentBytes, long reached, DateTimeOffset backupAt, TimeProvider time, CancellationToken cancellationToken)
    {
        // No limit: nothing may be dropped to make room for this. No reserve: no worker runs here that would need it.
        var options = new JournalOptions { Folder = folder, SegmentBytes = segmentBytes, MaximumBytes = long.MaxValue / 2, ReserveBytes = 0, WhenFull = WhenFull.Wait };
        await using Journal journal = Journal.Open(options, TimeProvider.System, NullLogger.Instance);
        long end = Math.Max(journal.NextPosition, reached);
        if (end > MaximumPosition)
            throw new BackupException($"{folder}: its journal ends at position {end}, which no worker reaches; the backup is damaged or forged. Use another one.");
        using JournalReader reader = journal.OpenReader(end + Margin);
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var header = new RecordHeader(RecordKind.Input, RecordFlags.Restored, Quality.Good, TimestampSource.Receipt, now, now);
        long position = journal.Append(header, [], Encoding.UTF8.GetBytes($$"""{"restored":"{{backupAt:O}}"}"""));
        Task committed = journal.WaitForCommitAsync(position, cancellationToken).AsTask();
        while (await Task.WhenAny(committed, Task.Delay(LookInterval, TimeProvider.System, CancellationToken.None)) != committed)
        {
            if (journal.Statistics.IsFull)
                throw new BackupException($"{folder}: the disk has no room for a journal segment of {segmentBytes} bytes; make room, or restore elsewhere with --Data:Folder=DIR.");
        }

        await committed;
        return position;
    }
}
