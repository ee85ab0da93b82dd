using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;

namespace Telemetry.Benchmarks;

/// <summary>How long a journal takes to open after a crash; bench/journal-open.sh kills the first part and starts the second.</summary>
internal static class JournalOpening
{
    private const int RecordsAtOnce = 1_000;

    /// <summary>Appends readings of about 250 bytes until the files have that size, says so, and goes on until it is killed.</summary>
    public static async Task FillAsync(string folder, long bytes)
    {
        await using Journal journal = Open(folder, bytes);
        byte[] body = new byte[250];
        bool isTold = false;
        while (true)
        {
            for (int i = 0; i < RecordsAtOnce; i++)
                Append(journal, body);
            await journal.WaitForRoomAsync(CancellationToken.None);
            // What is beyond the size is dropped from the front: the journal stays that big while it is written.
            journal.Release(0, journal.CommittedPosition);
            if (!isTold && journal.Bytes >= bytes - 2 * new JournalOptions().SegmentBytes)
            {
                isTold = true;
                Console.WriteLine($"full {journal.Bytes}");
            }
        }
    }

    /// <summary>Prints how long it took until the journal was open, and until the first record was committed.</summary>
    public static async Task OpenAsync(string folder, long bytes)
    {
        long start = Stopwatch.GetTimestamp();
        await using Journal journal = Open(folder, bytes);
        double opened = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await journal.WaitForCommitAsync(Append(journal, new byte[250]), CancellationToken.None);
        double committed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        JournalStatistics found = journal.Statistics;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"open {opened:F3} s, first commit {committed:F3} s: {found.Bytes >> 20} MiB, {found.Segments} segments, {found.CommittedPosition - found.FirstPosition} records, {found.TornCommits} torn commits, {found.CorruptStretches} corrupt stretches"));
    }

    private static Journal Open(string folder, long bytes) =>
        Journal.Open(new JournalOptions { Folder = folder, MaximumBytes = bytes, ReserveBytes = 0 }, TimeProvider.System, NullLogger.Instance);

    private static long Append(Journal journal, byte[] body)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        int length = Encoding.UTF8.GetBytes(
            $"heating,area=linqing,device=hs-0001,site=ls-1 primary_supply_pressure=0.82,primary_return_pressure=0.41,primary_supply_temperature=92.5,primary_return_temperature=47.1,primary_flow=118.2,makeup_flow=0.4,tank_level=1.8 {now}000000", body);
        return journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, now, now), "hs-0001"u8, body.AsSpan(0, length));
    }
}
