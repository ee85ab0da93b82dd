namespace Telemetry.Alerting.Escalation;

/// <summary>A swap for a time: somebody stands a duty instead of who is written down. It wins over the people's file.</summary>
/// <param name="Id">Unique.</param>
/// <param name="DutyId">The duty.</param>
/// <param name="Shift">Only for this shift of it; null for all.</param>
/// <param name="PersonId">Who stands it.</param>
/// <param name="Replaces">Instead of whom; null for all who hold it.</param>
/// <param name="FromMs">Unix milliseconds, in it.</param>
/// <param name="UntilMs">Unix milliseconds, not in it any more.</param>
/// <param name="Reason">For people.</param>
/// <param name="By">Who made it.</param>
/// <param name="AtMs">When it was made.</param>
public sealed record DutyOverride(
    long Id, string DutyId, string? Shift, string PersonId, string? Replaces, long FromMs, long UntilMs, string Reason, string By, long AtMs);
