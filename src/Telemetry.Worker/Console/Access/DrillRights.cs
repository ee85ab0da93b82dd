using System.Security.Claims;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Drills;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may do what with test calls: a person with their own, operators with those of their areas.</summary>
internal static class DrillRights
{
    public static bool IsOperator(ClaimsPrincipal user) => user.IsInRole(ConsoleSchemes.OperatorRole) || user.IsInRole(ConsoleSchemes.AdministratorRole);

    /// <summary>
    /// Why somebody may not have a person called; null when they may. An operator may call who stands a duty within the
    /// operator's areas; the one of the whole city anybody.
    /// </summary>
    public static string? WhyNotPage(ClaimsPrincipal user, City city, IDrillRoster roster, string person)
    {
        if (user.Identity?.Name == person)
            return null;
        if (!IsOperator(user))
            return $"Only {person} and operators may have {person} called.";
        return Rights.IsOfWholeCity(user) || roster.AreasOf(person).Any(area => Rights.Covers(user, city, area))
            ? null
            : $"{person} stands no duty in your areas; only {person} and operators of the areas of their duties may have {person} called.";
    }

    /// <summary>The test of a person is also for whoever asked for it, and for whoever could have.</summary>
    public static bool MaySee(ClaimsPrincipal user, City city, IDrillRoster roster, DrillReport report)
    {
        if (Rights.Covers(user, city, report.Drill.Area) || IsCalled(user, report))
            return true;
        return report.Drill.Duty is null
            && (report.Drill.AskedBy == user.Identity?.Name || report.Calls.Any(call => call.Person is { } person && WhyNotPage(user, city, roster, person) is null));
    }

    public static bool MayAnswer(ClaimsPrincipal user, City city, DrillReport report) => IsCalled(user, report) || MayAnswerForOthers(user, city, report.Drill);

    public static bool MayAnswerForOthers(ClaimsPrincipal user, City city, Drill drill) => IsOperator(user) && Rights.Covers(user, city, drill.Area);

    private static bool IsCalled(ClaimsPrincipal user, DrillReport report) => report.Calls.Any(call => call.Person is { } person && person == user.Identity?.Name);
}
