using System.Security.Claims;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Drills;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may do what with test calls: a person with their own, operators with those of their areas.</summary>
internal static class DrillRights
{
    public static bool IsOperator(ClaimsPrincipal user) => user.IsInRole(ConsoleSchemes.OperatorRole) || user.IsInRole(ConsoleSchemes.AdministratorRole);

    public static bool MayPage(ClaimsPrincipal user, string person) => user.Identity?.Name == person || IsOperator(user);

    public static bool MaySee(ClaimsPrincipal user, City city, DrillReport report) =>
        Rights.Covers(user, city, report.Drill.Area) || IsCalled(user, report);

    public static bool MayAnswer(ClaimsPrincipal user, City city, DrillReport report) => IsCalled(user, report) || MayAnswerForOthers(user, city, report.Drill);

    public static bool MayAnswerForOthers(ClaimsPrincipal user, City city, Drill drill) => IsOperator(user) && Rights.Covers(user, city, drill.Area);

    private static bool IsCalled(ClaimsPrincipal user, DrillReport report) => report.Calls.Any(call => call.Person is { } person && person == user.Identity?.Name);
}
