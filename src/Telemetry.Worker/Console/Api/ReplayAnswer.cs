using Telemetry.Readings;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Api;

/// <summary>What is to be taken out of quarantine: numbers or a filter.</summary>
/// <param name="Positions">Numbers of messages.</param>
/// <param name="Filter">All that wait and match; <c>{}</c> is all.</param>
/// <param name="DryRun">True to change nothing and be told what would happen.</param>
public sealed record ReplayRequest(IReadOnlyList<long>? Positions, QuarantineQuery? Filter, bool DryRun = false);

/// <summary>What came, or would come, of one message.</summary>
/// <param name="Position">Its number.</param>
/// <param name="Outcome">taken, refused, already-replayed, not-replayable or not-found.</param>
/// <param name="Reason">Why it is refused.</param>
/// <param name="Device">The device it is of.</param>
/// <param name="Records">How many samples it gives; 1 for a picture.</param>
public sealed record ReplayItem(long Position, string Outcome, string? Reason, string? Device, int Records);

/// <summary>What came of a replay.</summary>
/// <param name="DryRun">True when nothing was changed.</param>
/// <param name="Taken">Messages that became records.</param>
/// <param name="Refused">Messages that stay, with their reason of now.</param>
/// <param name="AlreadyReplayed">Messages that were taken before.</param>
/// <param name="NotReplayable">Statuses, replies and commands.</param>
/// <param name="NotFound">Numbers without a message.</param>
/// <param name="Messages">The first 1,000, the oldest first.</param>
public sealed record ReplayAnswer(bool DryRun, int Taken, int Refused, int AlreadyReplayed, int NotReplayable, int NotFound, IReadOnlyList<ReplayItem> Messages)
{
    internal static ReplayAnswer Of(ReplayReport report) => new(
        report.IsDryRun, report.Counts[ReplayOutcome.Taken], report.Counts[ReplayOutcome.Refused], report.Counts[ReplayOutcome.AlreadyReplayed],
        report.Counts[ReplayOutcome.NotReplayable], report.Counts[ReplayOutcome.NotFound],
        [.. report.Results.Select(r => new ReplayItem(r.Position, Label(r.Outcome), r.Reason == RejectReason.None ? null : r.Reason.Label(), r.Device, r.Records))]);

    private static string Label(ReplayOutcome outcome) => outcome switch
    {
        ReplayOutcome.Taken => "taken",
        ReplayOutcome.Refused => "refused",
        ReplayOutcome.AlreadyReplayed => "already-replayed",
        ReplayOutcome.NotReplayable => "not-replayable",
        _ => "not-found",
    };
}
