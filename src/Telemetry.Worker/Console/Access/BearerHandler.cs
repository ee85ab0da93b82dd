using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Access;

/// <summary>Authenticates <c>Authorization: Bearer</c> with the console token, or with a program's token.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ConsoleToken token, TokenDesk tokens, CityInForce city)
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
        if (token.Matches(candidate))
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(ConsoleSchemes.Administrator(Scheme.Name), Scheme.Name)));
        return Task.FromResult(tokens.Find(candidate) is { } found
            ? AuthenticateResult.Success(new AuthenticationTicket(Principals.Of(found.Token, found.Owner, city.City), Scheme.Name))
            : AuthenticateResult.Fail("The bearer token is neither the one in console.token nor a program's that is in force."));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await Refusals.UnauthorizedAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusals.ForbiddenAsync(Context);
}
