using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console;

/// <summary>What became of a step that somebody asked for.</summary>
/// <param name="Result">Null when there was nothing to ask an incident.</param>
/// <param name="Mistake">What is wrong with the request itself.</param>
/// <param name="IsForbidden">True for one whose role or area does not allow it.</param>
internal readonly record struct StepOutcome(StepResult? Result, string? Mistake, bool IsForbidden);

/// <summary>Takes the steps that people ask for, in pages or by programs: checks what they sent and whether they may.</summary>
internal sealed class StepDesk(
    AlertDatabase database, IncidentWriter incidents, CityInForce city, DutyDesk duties, IAuthorizationService rights, RefusalAudit refusals, IncidentsOptions options, TimeProvider time)
{
    private const int MaximumName = 200;
    private const double MaximumMinutes = 60 * 24 * 3_650;

    /// <summary>The role that a step needs.</summary>
    public static string Policy(IncidentStep step) => step is IncidentStep.OutOfService or IncidentStep.Return ? Rights.Operate : Rights.Respond;

    /// <summary>Which steps somebody may take with an incident now.</summary>
    public async Task<IReadOnlySet<IncidentStep>> OfferedAsync(ClaimsPrincipal user, Incident incident)
    {
        var offered = new HashSet<IncidentStep>();
        if (user.Identity?.Name is not { } name || !Rights.Covers(user, city.City, incident.AreaId))
            return offered;
        foreach (IncidentStep step in Enum.GetValues<IncidentStep>())
        {
            if (IncidentLife.Obstacle(step, incident, name) is null && (await rights.AuthorizeAsync(user, null, Policy(step))).Succeeded)
                offered.Add(step);
        }

        return offered;
    }

    /// <returns>All null when there is no such incident, also for whoever may not know of it.</returns>
    public async Task<StepOutcome> TakeAsync(string id, StepWish wish, ClaimsPrincipal user, string channel)
    {
        if (!(await rights.AuthorizeAsync(user, null, Policy(wish.Step))).Succeeded)
            return new StepOutcome(null, $"The step {wish.Step.Path()} needs another role than yours", IsForbidden: true);
        if (database.Read(connection => IncidentStore.Find(connection, id)) is not { } incident)
            return default;
        if (!Rights.Covers(user, city.City, incident.AreaId))
        {
            refusals.Add(user.Identity!.Name!, wish.Step.Path(), id, $"refused: area {incident.AreaId} is not theirs");
            return default;
        }

        if (Read(wish, user.Identity!.Name!, channel, out StepRequest request) is { } mistake)
            return new StepOutcome(null, mistake, IsForbidden: false);
        return incidents.Take(id, request) is not { } result ? default
            : result.Refusal is { IsWrongRequest: true } wrong ? new StepOutcome(result, wrong.Message.En, IsForbidden: false)
            : new StepOutcome(result, null, IsForbidden: false);
    }

    /// <summary>A text goes to pages, logs and terminals: control and format characters stay outside. Null when nothing is left.</summary>
    internal static string? Plain(string? text)
    {
        if (text is null)
            return null;
        var plain = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
                plain.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format))
                plain.Append(rune.ToString());
        }

        string trimmed = plain.ToString().Trim();
        return trimmed.Length == 0 ? null : trimmed;
    }

    private string? Read(StepWish wish, string principal, string channel, out StepRequest request)
    {
        request = new StepRequest(wish.Step, principal, channel)
        {
            Note = Plain(wish.Note),
            Reason = Plain(wish.Reason),
            To = Plain(wish.To),
            Version = wish.Version,
            Limits = options.Limits,
        };
        foreach ((string name, string? text, int most) in ((string, string?, int)[])[
            ("note", wish.Note, options.MaximumNote), (wish.Step is IncidentStep.Resolve or IncidentStep.FalseAlarm ? "cause" : "reason", wish.Reason, options.MaximumNote), ("to", wish.To, MaximumName)])
        {
            if (text is not null && text.Length > most)
                return $"{name} has {text.Length} characters; it may have {most}";
        }

        switch (wish.Step)
        {
            case IncidentStep.FalseAlarm when request.Reason is null:
                return "cause is needed: what was taken for the alarm";
            case IncidentStep.Shelve or IncidentStep.OutOfService when request.Reason is null:
                return "reason is needed: why nobody is to be called";
            case IncidentStep.Assign or IncidentStep.HandOver when request.To is null:
                return "to is needed: who gets it";
            case IncidentStep.Assign or IncidentStep.HandOver:
                return Stranger(request.To!, principal);
            case IncidentStep.Comment when request.Note is null:
                return "note is needed: what you want to say";
            case IncidentStep.Shelve or IncidentStep.OutOfService:
                return ReadEnd(wish, ref request);
            default:
                return null;
        }
    }

    /// <summary>Nothing is given to nobody: whoever gets it is a user who may log in, a person of the data folder, or the one who asks.</summary>
    private string? Stranger(string to, string principal)
    {
        Roster people = duties.Finder.Roster;
        if (to == principal || people.Find(to) is not null)
            return null;
        IReadOnlyList<User> users = database.Read(UserStore.List);
        if (users.FirstOrDefault(user => user.Name == to) is { } user)
            return user.Disabled ? $"to = '{to}' is a user who is disabled" : null;
        string[] known = [.. users.Where(each => !each.Disabled).Select(each => each.Name).Concat(people.People.Select(person => person.Id)).Distinct()];
        return $"to = '{to}' is neither a user nor a person of people.yaml{NearestName.Hint(to, known)}";
    }

    private string? ReadEnd(StepWish wish, ref StepRequest request)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (wish is { Until: not null, Minutes: not null })
            return "until and minutes say the same; give one of them";
        if (wish.Minutes is { } minutes)
        {
            if (!(minutes > 0 && minutes <= MaximumMinutes))
                return $"minutes has to be more than 0 and at most {MaximumMinutes:0}";
            request = request with { UntilMs = nowMs + (long)(minutes * 60_000) };
        }
        else if (wish.Until is { } until)
        {
            if (!TimeText.TryRead(until, nowMs, out long untilMs))
                return $"until = '{until}' is not a time; write RFC 3339, or minutes";
            request = request with { UntilMs = untilMs };
        }
        else if (wish.Step == IncidentStep.Shelve)
        {
            return "until or minutes is needed: nothing is shelved without an end";
        }

        return null;
    }
}
