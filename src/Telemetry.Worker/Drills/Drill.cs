using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Drills;

/// <summary>A test call: to whoever holds a duty, or to one person. Immutable.</summary>
/// <param name="Id">Begins with <see cref="Prefix"/>: in the outbox it stands where others name their incident.</param>
/// <param name="Duty">Which duty; null for the test of a person.</param>
/// <param name="Week">The ISO week that it is for; null unless it is the weekly one.</param>
/// <param name="Subject">The duty's role, or the person's name.</param>
/// <param name="Area">The duty's; for a person the whole city.</param>
/// <param name="AskedBy">A principal; <see cref="Schedule"/> for the weekly one.</param>
/// <param name="StartedAtMs">Unix milliseconds.</param>
/// <param name="DeadlineAtMs">Unix milliseconds; as told to people, since what counts is a clock that nobody sets.</param>
/// <param name="State">What became of it.</param>
/// <param name="AnsweredAtMs">Unix milliseconds; null until somebody answers.</param>
/// <param name="AnsweredBy">The principal.</param>
/// <param name="AnsweredThrough"><c>page</c>, <c>api</c>, or a way that was called.</param>
/// <param name="Note">What they said with it.</param>
public sealed record Drill(
    string Id, string? Duty, string? Week, LocalizedText Subject, string Area, string AskedBy, long StartedAtMs, long DeadlineAtMs, DrillState State,
    long? AnsweredAtMs = null, string? AnsweredBy = null, string? AnsweredThrough = null, string? Note = null)
{
    public const string Prefix = "drill-";

    /// <summary>Who asked for the weekly ones.</summary>
    public const string Schedule = "schedule";

    public bool IsOver => State != DrillState.Running;
}
