using System.Security.Claims;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Silences;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Silences;

/// <summary>Takes what people order: makes, extends and withdraws silences, each written with its entry of the audit log, and has the incidents follow at once.</summary>
internal sealed class SilenceBook(
    AlertDatabase database, SilenceDesk desk, SilenceCheck check, SilencePreviewer previewer, HoldSweep sweep, CityInForce city, TimeProvider time)
{
    /// <summary>One order at a time: limits that look at other silences would not hold otherwise.</summary>
    private readonly Lock _turn = new();

    /// <summary>What a silence would catch; nothing is made.</summary>
    public (SilencePreview? Preview, Silence? Silence, SilenceOutcome? Refused) Preview(SilenceOrder order, ClaimsPrincipal user)
    {
        long nowMs = Now();
        if (Refusal(order, user, nowMs, out Silence? silence) is { } refused)
            return (null, null, refused);
        return (previewer.Of(silence!, nowMs), silence, null);
    }

    public SilenceOutcome Create(SilenceOrder order, ClaimsPrincipal user)
    {
        lock (_turn)
        {
            long nowMs = Now();
            if (Refusal(order, user, nowMs, out Silence? silence) is { } refused)
                return refused;
            Keep(silence!, user, nowMs, silence!.Kind.Label());
            return SilenceOutcome.Taken(silence, StatusCodes.Status201Created);
        }
    }

    /// <param name="kind">Which list it is looked for in.</param>
    /// <param name="id">Which.</param>
    /// <param name="endMs">The new end, Unix milliseconds; null to add <paramref name="by"/> to the one it has.</param>
    /// <param name="by">See <paramref name="endMs"/>.</param>
    /// <param name="version">The version that was looked at; null when it does not matter.</param>
    /// <param name="user">Who asks.</param>
    public SilenceOutcome Extend(SilenceKind kind, string id, long? endMs, TimeSpan by, int? version, ClaimsPrincipal user)
    {
        lock (_turn)
        {
            long nowMs = Now();
            if (Obstacle(kind, id, version, user, out Silence? silence) is { } refused)
                return refused;
            (Silence? extended, string? mistake) = check.Extend(silence!, endMs ?? silence!.EndMs + (long)by.TotalMilliseconds, nowMs);
            if (extended is null)
                return SilenceOutcome.Refused(StatusCodes.Status400BadRequest, mistake!, silence);
            Keep(extended, user, nowMs, $"{kind.Label()}-extend");
            return SilenceOutcome.Taken(extended);
        }
    }

    /// <inheritdoc cref="Extend"/>
    public SilenceOutcome Withdraw(SilenceKind kind, string id, int? version, ClaimsPrincipal user)
    {
        lock (_turn)
        {
            long nowMs = Now();
            if (Obstacle(kind, id, version, user, out Silence? silence) is { } refused)
                return refused;
            Silence ended = silence! with { EndedAtMs = nowMs, EndedBy = user.Identity!.Name!, Version = silence.Version + 1 };
            Keep(ended, user, nowMs, $"{kind.Label()}-withdraw");
            return SilenceOutcome.Taken(ended);
        }
    }

    private SilenceOutcome? Refusal(SilenceOrder order, ClaimsPrincipal user, long nowMs, out Silence? silence)
    {
        (silence, string? mistake) = check.Make(order, user.Identity!.Name!, nowMs);
        return silence is null ? SilenceOutcome.Refused(StatusCodes.Status400BadRequest, mistake!)
            : SilenceRights.MayOrder(user, city.City, silence.Scope) ? null
            : SilenceOutcome.Refused(StatusCodes.Status403Forbidden, OutOfReach);
    }

    private SilenceOutcome? Obstacle(SilenceKind kind, string id, int? version, ClaimsPrincipal user, out Silence? silence)
    {
        silence = database.Read(connection => SilenceStore.Find(connection, id));
        if (silence is null || silence.Kind != kind)
        {
            return MaintenanceCalendar.Of(city.City, Now(), 3).Any(planned => planned.Id == id)
                ? SilenceOutcome.Refused(StatusCodes.Status409Conflict, $"{id} is planned in the city's files and has not begun; change it there and reload")
                : SilenceOutcome.Refused(StatusCodes.Status404NotFound, $"there is no {kind.Label()} '{id}'");
        }

        if (!SilenceRights.MayOrder(user, city.City, silence.Scope))
            return SilenceOutcome.Refused(StatusCodes.Status403Forbidden, OutOfReach);
        if (desk.PhaseOf(silence) == SilencePhase.Over)
            return SilenceOutcome.Refused(StatusCodes.Status409Conflict, $"{id} is over{(silence.EndedBy is { } by ? $", ended by {by}" : "")}", silence);
        return version is { } seen && seen != silence.Version
            ? SilenceOutcome.Refused(StatusCodes.Status409Conflict, $"{id} has changed since you looked at it (version {silence.Version}, not {seen}); look again", silence)
            : null;
    }

    private const string OutOfReach = "it reaches beyond your areas: an operator of an area silences areas, sites or devices within it; systems and rules alone are about the whole city";

    private void Keep(Silence silence, ClaimsPrincipal user, long nowMs, string action)
    {
        database.Write(connection => Write(connection, silence, user.Identity!.Name!, nowMs, action));
        desk.Refresh();
        sweep.Run();
    }

    private static void Write(SqliteConnection connection, Silence silence, string who, long nowMs, string action)
    {
        SilenceStore.Save(connection, silence);
        AuditLog.Add(
            connection, nowMs, who, action, silence.Id,
            $"{ScopeText.Of(silence.Scope)}; until {DateTimeOffset.FromUnixTimeMilliseconds(silence.EndMs):yyyy-MM-dd'T'HH:mm:ss'Z'}{(silence.ExceptLifeSafety ? "; except life safety" : "")}; {silence.Reason}");
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
