namespace Telemetry.Alerting.Incidents;

/// <summary>
/// How long what endangers life may call nobody, whatever kept it from that and however often it changed: shelves, out of service,
/// silences and maintenance count as one until it has called for a while.
/// </summary>
public static class LifeSafetyQuiet
{
    /// <summary>The longest on end. It is no option.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromHours(1);

    /// <summary>What calls for less than this between two holds was quiet all the while.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>An incident after a step, with since when it has been kept quiet, or when that ended.</summary>
    /// <param name="before">Null when the step opened it.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    public static Incident Follow(Incident? before, Incident after, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(after);
        (long? since, long? letGo) = (before?.State.IsHeldBack() == true, after.State.IsHeldBack()) switch
        {
            (false, true) => (QuietSince(before, nowMs), null),
            (true, false) => (before!.HeldSinceMs, nowMs),
            _ => (before?.HeldSinceMs, before?.LetGoAtMs),
        };
        return (after.HeldSinceMs, after.LetGoAtMs) == (since, letGo) ? after : after with { HeldSinceMs = since, LetGoAtMs = letGo };
    }

    /// <summary>True for what endangers life and was let go just now: nothing that holds by itself, such as a silence, takes it again so soon.</summary>
    /// <param name="nowMs">Unix milliseconds.</param>
    public static bool MustCall(Incident incident, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.LifeSafety && IsJustLetGo(incident, nowMs);
    }

    /// <summary>For how long from now on it may be kept quiet; null when nothing limits it.</summary>
    /// <param name="nowMs">Unix milliseconds.</param>
    public static TimeSpan? Left(Incident incident, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (!incident.LifeSafety)
        {
            return null;
        }

        long since = incident.State.IsHeldBack() ? incident.HeldSinceMs ?? nowMs : QuietSince(incident, nowMs);
        var passed = TimeSpan.FromMilliseconds(nowMs - since);

        // A clock that was put back does not tell how long it has been: then it has been too long.
        if (passed < -Pause || passed > Maximum)
        {
            return TimeSpan.Zero;
        }

        return passed > TimeSpan.Zero ? Maximum - passed : Maximum;
    }

    private static long QuietSince(Incident? incident, long nowMs) =>
        incident is not null && IsJustLetGo(incident, nowMs) ? incident.HeldSinceMs ?? nowMs : nowMs;

    private static bool IsJustLetGo(Incident incident, long nowMs) =>
        incident.LetGoAtMs is { } letGo && nowMs - letGo < (long)Pause.TotalMilliseconds;
}
