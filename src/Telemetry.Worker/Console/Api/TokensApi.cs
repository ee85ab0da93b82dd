using System.Security.Claims;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>/api/v1/tokens</c> and <c>/api/v1/me</c>: everybody's own tokens, and all of them for administrators.</summary>
internal static class TokensApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (HttpContext context) => Results.Ok(Me(context.User)))
            .RequireAuthorization()
            .WithSummary("Who asks, and what they may").Produces<MeAnswer>();

        api.MapPost("/me/password", async (HttpContext context, AccountDesk accounts, LoginDesk login, PasswordRequest request) =>
        {
            string name = context.User.Identity!.Name!;
            if (!Principals.IsSession(context.User))
                return Problems.Forbidden("A password is changed by its user, in a session; an administrator changes it at /api/v1/users/NAME/password.");
            if (await login.TryAsync(name, request.Current ?? "", context.Connection.RemoteIpAddress, context.RequestAborted, isLogin: false) is null)
                return Problems.Forbidden("The current password is not right, or there were too many failures.");
            return UsersApi.Try(() =>
            {
                accounts.SetPassword(name, request.Password ?? "", name);
                return Results.NoContent();
            });
        })
            .RequireAuthorization()
            .WithSummary("Change one's own password; every session ends, this one too")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);

        api.MapGet("/tokens", (HttpContext context, TokenDesk tokens, TimeProvider time) =>
            Results.Ok(tokens.List(OwnerOf(context.User)).Select(token => TokenItem.Of(token, time.GetUtcNow().ToUnixTimeMilliseconds())).ToList()))
            .RequireAuthorization(Rights.View)
            .WithSummary("One's own tokens; all of them for an administrator").Produces<IReadOnlyList<TokenItem>>();

        api.MapPost("/tokens", (HttpContext context, TokenDesk tokens, CityInForce city, TimeProvider time, TokenRequest request) => UsersApi.Try(() =>
        {
            NewToken made = Create(context.User, tokens, city, request);
            return Results.Created($"/api/v1/tokens/{made.Token.Id}", TokenItem.Of(made.Token, time.GetUtcNow().ToUnixTimeMilliseconds(), made.Secret));
        }))
            .RequireAuthorization(Rights.View)
            .WithSummary("Make a token; its secret is in this answer and nowhere else")
            .WithDescription("The body is such as {\"name\":\"dashboard\",\"role\":\"viewer\",\"areas\":[\"linqing\"],\"days\":90}. Not with a token: that would outlive it.")
            .Produces<TokenItem>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);

        api.MapDelete("/tokens/{id}", (HttpContext context, TokenDesk tokens, string id) => UsersApi.Try(() =>
        {
            tokens.Revoke(id, OwnerOf(context.User), context.User.Identity!.Name!);
            return Results.NoContent();
        }))
            .RequireAuthorization(Rights.View)
            .WithSummary("Revoke a token").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Null for an administrator: everybody's.</summary>
    private static string? OwnerOf(ClaimsPrincipal user) => user.IsInRole(ConsoleSchemes.AdministratorRole) ? null : user.Identity!.Name!;

    /// <exception cref="AccountException">It was not made.</exception>
    public static NewToken Create(ClaimsPrincipal user, TokenDesk tokens, CityInForce city, TokenRequest request)
    {
        string name = user.Identity!.Name!;
        if (Principals.IsToken(user))
            throw new AccountException(AccountMistake.Forbidden, "A token makes no tokens; log in.");
        if (request.Owner is not null && request.Owner != name && !user.IsInRole(ConsoleSchemes.AdministratorRole))
            throw new AccountException(AccountMistake.Forbidden, "You may make tokens for yourself only.");
        return tokens.Create(request.Owner ?? name, request.ToDraft(), city.City, name);
    }

    private static MeAnswer Me(ClaimsPrincipal user) => new(
        user.Identity!.Name!, Enum.GetValues<Role>().Reverse().Select(Roles.Label).FirstOrDefault(user.IsInRole),
        [.. user.FindAll(ConsoleSchemes.AreaClaim).Select(claim => claim.Value)], Rights.IsOfWholeCity(user), user.FindFirst(ConsoleSchemes.ViaClaim)?.Value);
}
