using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Telemetry.Worker.Accounts;

namespace Telemetry.Worker.Console.Access;

/// <summary>
/// Looks at each request whether its session still counts, and what its user may now: one row by its key. A session ends with
/// another password, role or area, with the user, and with the console's token when that is what it began with.
/// </summary>
internal sealed class SessionEvents(AccountDesk accounts, ConsoleToken token) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (Renew(context.Principal) is { } principal)
        {
            context.ReplacePrincipal(principal);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(ConsoleSchemes.Session);
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) => Refusals.UnauthorizedAsync(context.HttpContext);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => Refusals.ForbiddenAsync(context.HttpContext);

    private ClaimsPrincipal? Renew(ClaimsPrincipal? session)
    {
        if (session?.Identity?.Name is not { } name || session.FindFirst(ConsoleSchemes.StampClaim)?.Value is not { } stamp)
            return null;
        if (session.FindFirst(ConsoleSchemes.ViaClaim)?.Value == ConsoleSchemes.ViaConsoleToken)
            return stamp == token.Stamp ? ConsoleSchemes.Administrator(ConsoleSchemes.Session, token.Stamp) : null;
        return accounts.Find(name) is { Disabled: false } user && user.Stamp == stamp ? Principals.Of(user) : null;
    }
}
