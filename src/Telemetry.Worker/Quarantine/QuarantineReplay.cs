using System.Text;
using Telemetry.Readings;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Quarantine;

/// <summary>
/// Takes messages out of quarantine once what kept them there is mended. A message's <c>replay</c> record and the records
/// it gives are one block of the journal, and the quarantine's reader marks the message when it reads that: so each is taken
/// exactly once, also over a crash. One replay at a time.
/// </summary>
internal sealed class QuarantineReplay(
    QuarantineStore store, QuarantineReader reader, CommitLog log, CityInForce city, SnapshotKeeper snapshots, PayloadOptions options,
    AlertDatabase alerts, TimeProvider time)
{
    /// <summary>Results that are told one by one; the others are only counted.</summary>
    public const int MaximumResults = 1_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private int _isRunning;

    /// <summary>Tries messages again, the oldest first. Cancelling ends it between two messages.</summary>
    /// <param name="positions">Which; null for those that the filter finds.</param>
    /// <param name="filter">Which, when there are no positions; those that were replayed are left out.</param>
    /// <param name="dryRun">True to change nothing and tell what would happen.</param>
    /// <param name="who">The principal.</param>
    /// <returns>Null when another replay runs.</returns>
    /// <exception cref="TimeoutException">The quarantine has not read the journal to its end yet, so what was replayed is not known.</exception>
    /// <exception cref="JournalFailedException">The journal takes nothing more.</exception>
    public async Task<ReplayReport?> RunAsync(
        IReadOnlyCollection<long>? positions, QuarantineFilter filter, bool dryRun, string who, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
            return null;
        try
        {
            await CatchUpAsync(log.Journal.NextPosition, cancellationToken);
            List<long> chosen = [.. positions?.Distinct() ?? store.Read(filter with { Replayed = false }).Select(message => message.Position)];
            chosen.Sort();
            if (!dryRun)
                Audit(who, "replay-quarantine", Subject(positions, filter), $"{chosen.Count} messages");
            var counts = Enum.GetValues<ReplayOutcome>().ToDictionary(outcome => outcome, _ => 0);
            try
            {
                ReplayReport report = await TryAllAsync(chosen, counts, dryRun, who, cancellationToken);
                if (!dryRun)
                    Audit(who, "replayed-quarantine", Subject(positions, filter), Text(counts));
                return report;
            }
            catch (Exception e) when (!dryRun && e is OperationCanceledException or TimeoutException or JournalFailedException)
            {
                // What was done until then is done.
                Audit(who, "replayed-quarantine", Subject(positions, filter), $"not to its end ({e.GetType().Name}): {Text(counts)}");
                throw;
            }
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task<ReplayReport> TryAllAsync(List<long> chosen, Dictionary<ReplayOutcome, int> counts, bool dryRun, string who, CancellationToken cancellationToken)
    {
        var attempt = new ReplayAttempt(city.City, snapshots, options, log.Journal);
        var results = new List<ReplayResult>();
        var group = new RecordGroup();
        long last = -1;
        foreach (long position in chosen)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!dryRun)
                await log.Journal.WaitForRoomAsync(cancellationToken);
            ReplayResult result = store.Find(position) is { } message
                ? Try(attempt, message, dryRun, who, group, ref last)
                : new ReplayResult(position, ReplayOutcome.NotFound);
            counts[result.Outcome]++;
            if (results.Count < MaximumResults)
                results.Add(result);
        }

        if (last >= 0)
        {
            // Who asked is told when it is true on disk and in the list, not before.
            await log.Journal.WaitForCommitAsync(last, cancellationToken);
            await CatchUpAsync(last + 1, cancellationToken);
        }

        return new ReplayReport(dryRun, counts, results);
    }

    /// <summary>Appends, unless it is a dry run, the replay record and what the message gave, under one city.</summary>
    private ReplayResult Try(ReplayAttempt attempt, QuarantinedMessage message, bool dryRun, string who, RecordGroup group, ref long last)
    {
        group.Clear();
        var records = new RecordGroup();
        // Before: a reload, and every message behind it, would wait for the disk.
        RejectReason picture = dryRun ? RejectReason.None : attempt.KeepPicture(city.Now, message);
        using CityUse use = city.Use();
        ReplayResult result = attempt.Run(use.View, message, records);
        if (picture != RejectReason.None && result.Outcome == ReplayOutcome.Taken)
        {
            records.Clear();
            result = result with { Outcome = ReplayOutcome.Refused, Reason = picture, Records = 0 };
        }

        if (!dryRun && result.Outcome is (ReplayOutcome.Taken or ReplayOutcome.Refused))
        {
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var header = new RecordHeader(RecordKind.Replay, RecordFlags.None, Storage.Journal.Quality.Good, Storage.Journal.TimestampSource.Receipt, now, now);
            group.Add(header, Encoding.UTF8.GetBytes(result.Device ?? ""), ReplayBody.Write(message.Position, result.Reason, who));
            group.Add(records);
            last = log.Journal.AppendGroup(group);
        }

        return result;
    }

    /// <summary>Waits until the quarantine's reader has passed a position: what was replayed before it is marked then.</summary>
    private async Task CatchUpAsync(long position, CancellationToken cancellationToken)
    {
        long since = TimeProvider.System.GetTimestamp();
        while (reader.Position < position)
        {
            if (TimeProvider.System.GetElapsedTime(since) > LongestWait)
                throw new TimeoutException("The quarantine has not read the journal to its end yet; try again in a while.");
            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private void Audit(string who, string action, string subject, string detail) =>
        alerts.Write(connection => AuditLog.Add(connection, time.GetUtcNow().ToUnixTimeMilliseconds(), who, action, subject, detail));

    private static string Text(Dictionary<ReplayOutcome, int> counts) =>
        string.Join(", ", counts.Where(count => count.Value > 0).Select(count => $"{count.Key} {count.Value}"));

    private static string Subject(IReadOnlyCollection<long>? positions, QuarantineFilter filter) =>
        positions is null ? filter.ToString() : string.Join(' ', positions.Take(100)) + (positions.Count > 100 ? " ..." : "");
}
