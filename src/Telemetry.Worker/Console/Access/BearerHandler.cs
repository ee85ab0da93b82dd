using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Telemetry.Worker.Console.Access;

/// <summary>Authenticates <c>Authorization: Bearer</c> with the console token.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ConsoleToken token)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Prefix = "Bearer ";

    public static bool IsPresent(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsPresent(Request))
            return Task.FromResult(AuthenticateResult.NoResult());
        string candidate = Request.Headers.Authorization.ToString()[Prefix.Length..].Trim();
        return Task.FromResult(token.Matches(candidate)
            ? AuthenticateResult.Success(new AuthenticationTicket(ConsoleSchemes.Administrator(Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("The bearer token is not the one in console.token."));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await Refusals.UnauthorizedAsync(Context);
    }
}
