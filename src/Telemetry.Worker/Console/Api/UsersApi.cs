using Telemetry.Worker.Accounts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>/api/v1/users</c>, for administrators.</summary>
internal static class UsersApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/users");
        api.RequireAuthorization(Rights.Administer);

        api.MapGet("", (AccountDesk accounts, LoginDesk login) => Results.Ok(accounts.List().Select(user => UserItem.Of(user, login)).ToList()))
            .WithSummary("The users").Produces<IReadOnlyList<UserItem>>();

        api.MapGet("/{name}", (AccountDesk accounts, LoginDesk login, string name) => Try(() => Item(accounts.Find(name) ?? throw AccountDesk.NoUser(name), login)))
            .WithSummary("A user").Produces<UserItem>().ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("", (HttpContext context, AccountDesk accounts, LoginDesk login, CityInForce city, UserRequest request) => Try(() =>
        {
            User made = accounts.Add(request.Name ?? "", request.Password, request.ToDraft(), city.City, context.User.Identity!.Name!);
            return Results.Created($"/api/v1/users/{made.Name}", UserItem.Of(made, login));
        }))
            .WithSummary("Make a user")
            .WithDescription("The body is such as {\"name\":\"li\",\"password\":\"...\",\"role\":\"responder\",\"areas\":[\"linqing\"]}. Without a password the user cannot log in, but can own tokens.")
            .Produces<UserItem>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);

        api.MapPatch("/{name}", (HttpContext context, AccountDesk accounts, LoginDesk login, CityInForce city, string name, UserRequest request) => Try(() =>
        {
            if (request.Password is not null || (request.Name is not null && request.Name != name))
                throw new AccountException(AccountMistake.Invalid, "A name is never changed, and a password is at /password.");
            return Item(accounts.Change(name, request.ToDraft(), city.City, context.User.Identity!.Name!), login);
        }))
            .WithSummary("Change a user: what is left out stays")
            .WithDescription("The body has role, areas, displayZh, displayEn and disabled. Another role, other areas and disabled end the user's sessions; \"disabled\": false also takes a lock away.")
            .Produces<UserItem>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("/{name}/password", (HttpContext context, AccountDesk accounts, LoginDesk login, string name, PasswordRequest request) => Try(() =>
            Item(accounts.SetPassword(name, request.Password ?? "", context.User.Identity!.Name!), login)))
            .WithSummary("Give a user another password; sessions of the user end")
            .Produces<UserItem>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

        api.MapDelete("/{name}", (HttpContext context, AccountDesk accounts, string name) => Try(() =>
        {
            accounts.Remove(name, context.User.Identity!.Name!);
            return Results.NoContent();
        }))
            .WithSummary("Remove a user and revoke the tokens").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Mistakes as problem details.</summary>
    public static IResult Try(Func<IResult> answer)
    {
        try
        {
            return answer();
        }
        catch (AccountException e)
        {
            return Results.Problem(
                statusCode: e.Mistake switch
                {
                    AccountMistake.Unknown => StatusCodes.Status404NotFound,
                    AccountMistake.Taken => StatusCodes.Status409Conflict,
                    AccountMistake.Forbidden => StatusCodes.Status403Forbidden,
                    _ => StatusCodes.Status400BadRequest,
                },
                detail: e.Message);
        }
    }

    private static IResult Item(User user, LoginDesk login) => Results.Ok(UserItem.Of(user, login));
}
