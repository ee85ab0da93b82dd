using System.Security.Claims;
using Telemetry.Alerting.Escalation;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;

namespace Telemetry.Worker.Duties;

/// <summary>Makes and ends swaps as the API and the page ask for them, within the areas of who asks.</summary>
internal static class DutySwaps
{
    public static DutySwapOutcome Make(DutySwapRequest request, ClaimsPrincipal user, DutyFinder finder, DutyOverrides overrides, long nowMs)
    {
        if (Missing(request) is { } missing)
            return new DutySwapOutcome(null, $"'{missing}' is missing");
        long fromMs = nowMs;
        if (request.From is { } from && !TimeText.TryRead(from, nowMs, out fromMs))
            return NoTime("from", from);
        if (!TimeText.TryRead(request.Until!, nowMs, out long untilMs))
            return NoTime("until", request.Until!);
        if (finder.City.Duties.FirstOrDefault(duty => duty.Id == request.Duty) is { } duty && !Rights.Covers(user, finder.City, duty.Area.Id))
            return Forbidden(user, duty.Id, duty.Area.Id);
        var wanted = new DutyOverride(0, request.Duty!, request.Shift, request.Person!, request.Replaces, fromMs, untilMs, request.Reason!, "", 0);
        (DutyOverride? swap, string? refusal) = overrides.Add(wanted, finder, user.Identity!.Name!);
        return new DutySwapOutcome(swap, refusal);
    }

    public static DutySwapOutcome End(long id, ClaimsPrincipal user, DutyFinder finder, DutyOverrides overrides)
    {
        // The duty may be gone from the city; then the whole city's rights are asked for.
        if (overrides.All.FirstOrDefault(one => one.Id == id) is { } known
            && (finder.City.Duties.FirstOrDefault(duty => duty.Id == known.DutyId)?.Area.Id ?? "") is var area
            && !Rights.Covers(user, finder.City, area))
        {
            return Forbidden(user, known.DutyId, area);
        }

        (DutyOverride? swap, string? refusal) = overrides.End(id, user.Identity!.Name!);
        return new DutySwapOutcome(swap, refusal);
    }

    private static string? Missing(DutySwapRequest request) =>
        string.IsNullOrWhiteSpace(request.Duty) ? "duty"
        : string.IsNullOrWhiteSpace(request.Person) ? "person"
        : string.IsNullOrWhiteSpace(request.Until) ? "until"
        : string.IsNullOrWhiteSpace(request.Reason) ? "reason"
        : null;

    private static DutySwapOutcome NoTime(string what, string text) =>
        new(null, $"{what} = '{text}' is no moment; write RFC 3339 such as 2026-10-02T08:00:00+08:00, or Unix milliseconds");

    private static DutySwapOutcome Forbidden(ClaimsPrincipal user, string duty, string area) =>
        new(null, $"'{user.Identity?.Name}' may not change duty '{duty}': area '{area}' is not theirs", IsForbidden: true);
}
