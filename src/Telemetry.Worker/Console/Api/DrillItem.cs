using Telemetry.Worker.Drills;

namespace Telemetry.Worker.Console.Api;

/// <summary>One message of a test call. Times are RFC 3339 in UTC.</summary>
/// <param name="Channel">What carried it; null when that is no longer known.</param>
/// <param name="Sent">Whether it left.</param>
/// <param name="Delivered">Whether the other side has it. No person has answered with that.</param>
/// <param name="At">When it was delivered or given up; null while it is tried.</param>
public sealed record DrillMessageItem(string Key, string? Channel, bool Sent, bool Delivered, int Attempts, string? At, string? Detail);

/// <summary>One person called in one way.</summary>
/// <param name="Person">Null when nobody is known to hold the duty and the role itself was called.</param>
/// <param name="Messages">One for each channel that carries the way; empty when none does.</param>
public sealed record DrillCallItem(string? Person, string? NameZh, string? NameEn, string Way, bool Sent, bool Delivered, IReadOnlyList<DrillMessageItem> Messages);

/// <summary>A test call.</summary>
/// <param name="Duty">Which duty; null for the test of a person.</param>
/// <param name="Week">ISO week of the weekly test, such as 2026-W47.</param>
/// <param name="SubjectZh">The duty's role, or the person's name.</param>
/// <param name="AskedBy">A principal; schedule for the weekly one.</param>
/// <param name="State">running, answered, missed, late or uncalled.</param>
/// <param name="AnsweredThrough">page, api, or the way that was called.</param>
/// <param name="AnsweredAfterSeconds">Since it began.</param>
public sealed record DrillItem(
    string Id, string? Duty, string? Week, string SubjectZh, string SubjectEn, string Area, string AskedBy, string StartedAt, string Deadline, string State,
    string? AnsweredAt, string? AnsweredBy, string? AnsweredThrough, double? AnsweredAfterSeconds, string? Note, IReadOnlyList<DrillCallItem> Calls)
{
    internal static DrillItem Of(DrillReport report)
    {
        Drill drill = report.Drill;
        return new DrillItem(
            drill.Id, drill.Duty, drill.Week, drill.Subject.Zh, drill.Subject.En, drill.Area, drill.AskedBy, TimeText.Rfc3339(drill.StartedAtMs),
            TimeText.Rfc3339(drill.DeadlineAtMs), DrillStore.Label(drill.State), drill.AnsweredAtMs is { } at ? TimeText.Rfc3339(at) : null, drill.AnsweredBy,
            drill.AnsweredThrough, drill.AnsweredAtMs is { } answered ? (answered - drill.StartedAtMs) / 1000.0 : null, drill.Note, [.. report.Calls.Select(Call)]);
    }

    private static DrillCallItem Call(DrillCall call) => new(
        call.Person, call.Name?.Zh, call.Name?.En, DrillStore.Label(call.Way), call.Entries.Any(entry => entry.IsSent), call.Entries.Any(entry => entry.IsDelivered),
        [.. call.Entries.Select(entry => new DrillMessageItem(
            entry.Key, entry.Channel, entry.IsSent, entry.IsDelivered, entry.Attempts, entry.FinishedAtMs is { } at ? TimeText.Rfc3339(at) : null, entry.Detail))]);
}
