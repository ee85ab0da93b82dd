namespace Telemetry.Alerting.Incidents;

/// <summary>The steps that put an incident aside, and take it up again, as pure functions (ISA-18.2: shelved, suppressed by design, out of service).</summary>
public static class IncidentHolds
{
    /// <summary>Who suppresses by design, in <see cref="IncidentHold.Owner"/>.</summary>
    public const string Rules = "rules";

    /// <summary>Two ends that differ by less than this, in milliseconds, are the same wish sent twice.</summary>
    private const long SameEndMs = 60_000;

    /// <summary>A person puts it aside for a time. It calls nobody until then, unless it becomes critical meanwhile.</summary>
    /// <param name="principal">Who answers for it.</param>
    /// <param name="reason">For people.</param>
    /// <param name="untilMs">Unix milliseconds.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    /// <param name="expectedVersion">The version that the person looked at; null when it does not matter.</param>
    public static StepResult Shelve(Incident incident, string principal, string reason, long untilMs, HoldLimits limits, long atMs, int? expectedVersion = null) =>
        Hold(IncidentStep.Shelve, IncidentState.Shelved, incident, principal, reason, untilMs, limits, atMs, expectedVersion);

    /// <summary>Its device is worked on: it calls nobody until that time, or until somebody returns it to service.</summary>
    /// <param name="untilMs">Unix milliseconds; null for an open end, which life safety has not.</param>
    /// <inheritdoc cref="Shelve"/>
    public static StepResult TakeOutOfService(
        Incident incident, string principal, string reason, long? untilMs, HoldLimits limits, long atMs, int? expectedVersion = null) =>
        Hold(IncidentStep.OutOfService, IncidentState.OutOfService, incident, principal, reason, untilMs, limits, atMs, expectedVersion);

    /// <summary>A person takes up again what was shelved, whoever shelved it.</summary>
    /// <inheritdoc cref="Shelve"/>
    public static StepResult Unshelve(Incident incident, string principal, long atMs, int? expectedVersion = null) =>
        Release(IncidentStep.Unshelve, incident, principal, atMs, expectedVersion);

    /// <summary>Its device is in service again.</summary>
    /// <inheritdoc cref="Shelve"/>
    public static StepResult ReturnToService(Incident incident, string principal, long atMs, int? expectedVersion = null) =>
        Release(IncidentStep.Return, incident, principal, atMs, expectedVersion);

    /// <summary>Something else that stands explains it, so by design it is nobody's alarm meanwhile. Never life safety, and never what is put aside already.</summary>
    /// <param name="reason">What stands, for people.</param>
    public static StepResult Suppress(Incident incident, string reason)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (incident.LifeSafety || incident.State.IsHeldBack())
        {
            return new(incident, Refusal.Of(RefusalReason.Held, incident));
        }

        return IncidentLife.IsStanding(incident)
            ? new(Held(incident, IncidentState.SuppressedByDesign, new IncidentHold(reason, Rules, null, null)), null)
            : new(incident, Refusal.Of(incident.IsOpen ? RefusalReason.Over : RefusalReason.Closed, incident));
    }

    /// <summary>Nothing explains it any more, and it stands still.</summary>
    public static StepResult EndSuppression(Incident incident, long atMs)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.State == IncidentState.SuppressedByDesign
            ? IncidentBook.EndHold(incident, atMs, Rules)
            : new(incident, Refusal.Of(RefusalReason.NotHeld, incident));
    }

    private static StepResult Hold(
        IncidentStep step, IncidentState state, Incident incident, string principal, string reason, long? untilMs, HoldLimits limits, long atMs, int? expectedVersion)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (IncidentLife.Obstacle(step, incident, principal) is { } obstacle)
        {
            return new(incident, obstacle);
        }

        bool isRepeated = incident.State == state && incident.Hold is { } own && own.Reason == reason
            && (own.UntilMs, untilMs) is var (before, now) && (before == now || Math.Abs((before ?? 0) - (now ?? 0)) < SameEndMs);
        if (isRepeated)
        {
            return new(incident, null);
        }

        if (untilMs <= atMs)
        {
            return new(incident, new Refusal(RefusalReason.Past, null, null));
        }

        if (limits.Of(incident, state) is { } limit && !(untilMs - atMs <= limit.TotalMilliseconds))
        {
            return new(incident, Refusal.TooLong(limit));
        }

        if (LifeSafetyQuiet.Left(incident, atMs) is { } left && !(untilMs - atMs <= left.TotalMilliseconds))
        {
            return new(incident, Refusal.QuietTooLong(left));
        }

        return IncidentAnswers.IsOutdated(incident, expectedVersion) is { } outdated
            ? new(incident, outdated)
            : new(Held(incident, state, new IncidentHold(reason, principal, untilMs, null)), null);
    }

    private static StepResult Release(IncidentStep step, Incident incident, string principal, long atMs, int? expectedVersion)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        return (IncidentLife.Obstacle(step, incident, principal) ?? IncidentAnswers.IsOutdated(incident, expectedVersion)) is { } refused
            ? new(incident, refused)
            : IncidentBook.EndHold(incident, atMs, principal);
    }

    private static Incident Held(Incident incident, IncidentState state, IncidentHold hold) =>
        incident with { State = state, Hold = hold, Version = incident.Version + 1 };
}
