using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may see the console: nothing but health answers without a bearer token or a session.</summary>
internal static class ConsoleAuthentication
{
    public static void AddConsoleAuthentication(this IServiceCollection services, ConsoleOptions options, string dataFolder)
    {
        services.AddSingleton(ConsoleToken.LoadOrCreate(dataFolder));
        services.AddSingleton<LoginLink>();
        services.AddDataProtection()
            .SetApplicationName("telemetry")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(dataFolder, "keys")));
        services.AddAuthentication(ConsoleSchemes.Either)
            .AddPolicyScheme(ConsoleSchemes.Either, null, either => either.ForwardDefaultSelector =
                context => BearerHandler.IsPresent(context.Request) ? ConsoleSchemes.Bearer : ConsoleSchemes.Session)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(ConsoleSchemes.Bearer, null)
            .AddCookie(ConsoleSchemes.Session, cookie =>
            {
                cookie.Cookie.Name = "telemetry-session";
                cookie.Cookie.HttpOnly = true;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.ExpireTimeSpan = options.SessionLifetime;
                cookie.SlidingExpiration = true;
                cookie.Events.OnRedirectToLogin = context => Refusals.UnauthorizedAsync(context.HttpContext);
            });
        services.AddAuthorizationBuilder()
            .AddPolicy(Rights.Respond, policy => policy.RequireRole(ConsoleSchemes.ResponderRole, ConsoleSchemes.OperatorRole, ConsoleSchemes.AdministratorRole))
            .AddPolicy(Rights.Operate, policy => policy.RequireRole(ConsoleSchemes.OperatorRole, ConsoleSchemes.AdministratorRole))
            .AddPolicy(Rights.Administer, policy => policy.RequireRole(ConsoleSchemes.AdministratorRole))
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }
}
