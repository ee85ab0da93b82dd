using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Pages;

/// <summary><c>/account</c>: the own password and tokens. <c>/users</c>: everybody, for administrators. Ordinary forms; they work without the script.</summary>
internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/account", (HttpContext context, AccountDesk accounts, TokenDesk tokens, LoginDesk login, TimeProvider time) =>
            Account(context, accounts, tokens, login, time, null, null)).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapPost("/account", ChangeAsync).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapGet("/users", (HttpContext context, AccountDesk accounts, LoginDesk login, TimeProvider time) =>
            Users(context, accounts, login, time, null)).RequireAuthorization(Rights.Administer).ExcludeFromDescription();
        app.MapPost("/users", ChangeUserAsync).RequireAuthorization(Rights.Administer).ExcludeFromDescription();
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, AccountDesk accounts, TokenDesk tokens, LoginDesk login, CityInForce city, TimeProvider time)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        ClaimsPrincipal user = context.User;
        string name = user.Identity!.Name!;
        try
        {
            switch (form["do"].ToString())
            {
                case "password" or "end-sessions" when !Principals.IsSession(user):
                    throw new AccountException(AccountMistake.Forbidden, "Only a user's own session can do that.");
                case "password":
                    if (form["password"] != form["again"])
                        throw new AccountException(AccountMistake.Invalid, "The two new passwords differ.");
                    if (await login.TryAsync(name, form["current"].ToString(), context.Connection.RemoteIpAddress, context.RequestAborted, isLogin: false) is null)
                        throw new AccountException(AccountMistake.Forbidden, "The current password is not right, or there were too many failures.");
                    await context.SignInAsync(ConsoleSchemes.Session, Principals.Of(accounts.SetPassword(name, form["password"].ToString(), name)));
                    break;
                case "end-sessions":
                    await context.SignInAsync(ConsoleSchemes.Session, Principals.Of(accounts.EndSessions(name, name)));
                    break;
                case "create":
                    var request = new TokenRequest(null, form["name"], Optional(form["role"]), null, double.TryParse(form["days"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double days) ? days : 0);
                    return Account(context, accounts, tokens, login, time, null, TokensApi.Create(user, tokens, city, request).Secret);
                case "revoke":
                    tokens.Revoke(form["id"].ToString(), name, name);
                    break;
                default:
                    throw new AccountException(AccountMistake.Invalid, "There is nothing to do.");
            }

            return Results.LocalRedirect("/account");
        }
        catch (AccountException e)
        {
            return Account(context, accounts, tokens, login, time, e.Message, null);
        }
    }

    private static async Task<IResult> ChangeUserAsync(HttpContext context, AccountDesk accounts, LoginDesk login, CityInForce city, TimeProvider time)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        (string name, string by) = (form["name"].ToString().Trim(), context.User.Identity!.Name!);
        IReadOnlyList<string> areas = form["areas"].ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        try
        {
            switch (form["do"].ToString())
            {
                case "add":
                    accounts.Add(
                        name, Optional(form["password"]), new UserDraft { Role = form["role"], Areas = areas, DisplayZh = form["zh"], DisplayEn = form["en"] }, city.City, by);
                    break;
                case "change":
                    accounts.Change(name, new UserDraft { Role = form["role"], Areas = areas }, city.City, by);
                    break;
                case "password":
                    accounts.SetPassword(name, form["password"].ToString(), by);
                    break;
                case "disable" or "enable":
                    accounts.Change(name, new UserDraft { Disabled = form["do"] == "disable" }, city.City, by);
                    break;
                case "remove":
                    accounts.Remove(name, by);
                    break;
                default:
                    throw new AccountException(AccountMistake.Invalid, "There is nothing to do.");
            }

            return Results.LocalRedirect("/users");
        }
        catch (AccountException e)
        {
            return Users(context, accounts, login, time, e.Message);
        }
    }

    private static RazorComponentResult<AccountPage> Account(HttpContext context, AccountDesk accounts, TokenDesk tokens, LoginDesk login, TimeProvider time, string? mistake, string? secret)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        string name = context.User.Identity!.Name!;
        User? user = Principals.IsSession(context.User) ? accounts.Find(name) : null;
        var page = PageEndpoints.Page<AccountPage>(
            context.Request, ("NowMs", nowMs), ("User", user is null ? null : UserItem.Of(user, login)),
            ("Tokens", user is null ? [] : tokens.List(name).Select(token => TokenItem.Of(token, nowMs)).ToList()), ("Mistake", mistake), ("Secret", secret),
            ("IsAdministrator", context.User.IsInRole(ConsoleSchemes.AdministratorRole)));
        page.StatusCode = mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return page;
    }

    private static RazorComponentResult<UsersPage> Users(HttpContext context, AccountDesk accounts, LoginDesk login, TimeProvider time, string? mistake)
    {
        var page = PageEndpoints.Page<UsersPage>(
            context.Request, ("NowMs", time.GetUtcNow().ToUnixTimeMilliseconds()), ("Users", accounts.List().Select(user => UserItem.Of(user, login)).ToList()), ("Mistake", mistake));
        page.StatusCode = mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return page;
    }

    private static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
