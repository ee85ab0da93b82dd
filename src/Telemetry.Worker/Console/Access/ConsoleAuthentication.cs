using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may see the console: nothing but health answers without a bearer token or a session.</summary>
internal static class ConsoleAuthentication
{
    public static void AddConsoleAuthentication(this IServiceCollection services, ConsoleOptions options, AccessOptions access, string dataFolder)
    {
        services.AddSingleton(access);
        services.AddSingleton(ConsoleToken.LoadOrCreate(dataFolder));
        services.AddSingleton<LoginLink>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<AccountDesk>();
        services.AddSingleton<TokenDesk>();
        services.AddSingleton<LoginDesk>();
        services.AddSingleton<RefusalAudit>();
        services.AddHostedService<RefusalTeller>();
        services.AddSingleton<SessionEvents>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ForbiddenAudit>();
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
                cookie.EventsType = typeof(SessionEvents);
            });
        Rights.AddTo(services.AddAuthorizationBuilder());
    }
}
