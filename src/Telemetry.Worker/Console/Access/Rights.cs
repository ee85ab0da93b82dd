using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Accounts;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may do what: policies by role, each with those above it, and areas.</summary>
internal static class Rights
{
    /// <summary>Policy: look at what is in one's areas. The endpoint sees to the areas.</summary>
    public const string View = "view";

    /// <summary>Policy: look at what has no area: counters, the quarantine's total, the city's files.</summary>
    public const string ViewCity = "view-city";

    /// <summary>Policy: answer incidents.</summary>
    public const string Respond = "respond";

    /// <summary>Policy: change what concerns the running of the city, such as silences and shifts.</summary>
    public const string Operate = "operate";

    /// <summary>Policy: the same, of the whole city.</summary>
    public const string OperateCity = "operate-city";

    /// <summary>Policy: users, tokens, the city's data and Telemetry itself.</summary>
    public const string Administer = "administer";

    private static readonly string[] Viewers = [ConsoleSchemes.ViewerRole, ConsoleSchemes.ResponderRole, ConsoleSchemes.OperatorRole, ConsoleSchemes.AdministratorRole];
    private static readonly string[] Operators = [ConsoleSchemes.OperatorRole, ConsoleSchemes.AdministratorRole];

    public static void AddTo(AuthorizationBuilder policies) => policies
        .AddPolicy(View, policy => policy.RequireRole(Viewers))
        .AddPolicy(ViewCity, policy => policy.RequireRole(Viewers).RequireAssertion(context => IsOfWholeCity(context.User)))
        .AddPolicy(Respond, policy => policy.RequireRole(Viewers[1..]))
        .AddPolicy(Operate, policy => policy.RequireRole(Operators))
        .AddPolicy(OperateCity, policy => policy.RequireRole(Operators).RequireAssertion(context => IsOfWholeCity(context.User)))
        .AddPolicy(Administer, policy => policy.RequireRole(ConsoleSchemes.AdministratorRole))
        // An endpoint that says nothing is the administrators': whoever forgets to decide shuts it. What is no endpoint of ours
        // (nothing there, another method or content type) may be told to everybody who is somebody.
        .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
            .RequireAssertion(context => context.User.IsInRole(ConsoleSchemes.AdministratorRole) || context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build());

    /// <summary>What a policy asks for, for people.</summary>
    /// <param name="policy">Null for an address that says nothing.</param>
    public static string TextOf(string? policy) => policy switch
    {
        View => "a role (viewer, responder, operator or administrator)",
        ViewCity => "a role (viewer, responder, operator or administrator) in the whole city",
        Respond => "the role responder, operator or administrator",
        Operate => "the role operator or administrator",
        OperateCity => "the role operator in the whole city, or administrator",
        _ => "the role administrator",
    };

    /// <summary>Whether somebody may see and change what is in an area. An administrator may; others in the areas that they are given.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="city">The inventory in force.</param>
    /// <param name="areaId">One that the inventory no longer has is left to those of the whole city.</param>
    public static bool Covers(ClaimsPrincipal user, City city, string areaId) =>
        IsOfWholeCity(user)
        || (city.FindArea(areaId) is { } area && user.FindAll(ConsoleSchemes.AreaClaim).Any(claim => city.FindArea(claim.Value) is { } own && area.IsWithin(own)));

    /// <summary>True for administrators and for whoever has the whole city as area.</summary>
    public static bool IsOfWholeCity(ClaimsPrincipal user) =>
        user.IsInRole(ConsoleSchemes.AdministratorRole) || user.HasClaim(ConsoleSchemes.AreaClaim, AreaList.WholeCity);
}
