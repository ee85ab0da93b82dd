using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Console.Access;

/// <summary>How a browser gets a session: name and password, the console's token typed into the form, or the printed link, good once.</summary>
internal static class LoginEndpoints
{
    private const string LinkUsed = "此链接已使用过或属于上一次启动。请登录，或输入数据目录中 console.token 的内容。 This link was used before, or belongs to an earlier start. Log in, or enter what console.token in the data folder holds.";
    private const string WrongToken = "令牌不正确。 The token is not right.";
    private const string WrongPassword = "用户名或密码不正确，或错误次数过多。请稍后重试，或联系管理员。 The name or the password is not right, or there were too many failures. Wait and try again, or ask an administrator.";
    private const string TooMany = "错误次数过多，请十分钟后重试。 Too many failures. Try again in ten minutes.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/login", async (HttpContext context, LoginLink link, LoginDesk desk, ConsoleToken console, AlertDatabase database, TimeProvider time, string? token) =>
        {
            if (token is null)
                return Form(context, null, StatusCodes.Status200OK);
            return desk.TryOther(() => link.TryUse(token), "link", context.Connection.RemoteIpAddress, out bool isHeard)
                ? await EnterAsync(context, database, time, ConsoleSchemes.Administrator(ConsoleSchemes.Session, console.Stamp), null, "link")
                : Form(context, isHeard ? LinkUsed : TooMany, StatusCodes.Status403Forbidden);
        }).AllowAnonymous().ExcludeFromDescription();

        app.MapPost("/login", async (HttpContext context, ConsoleToken console, LoginDesk desk, AlertDatabase database, TimeProvider time) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            string? next = form["next"];
            IPAddress? from = context.Connection.RemoteIpAddress;
            if (form["token"].ToString().Trim() is { Length: > 0 } token)
            {
                return desk.TryOther(() => console.Matches(token), ConsoleSchemes.ViaConsoleToken, from, out bool isHeard)
                    ? await EnterAsync(context, database, time, ConsoleSchemes.Administrator(ConsoleSchemes.Session, console.Stamp), next, ConsoleSchemes.ViaConsoleToken)
                    : Form(context, isHeard ? WrongToken : TooMany, StatusCodes.Status403Forbidden, next);
            }

            User? user = await desk.TryAsync(form["name"].ToString().Trim().ToLowerInvariant(), form["password"].ToString(), from, context.RequestAborted);
            if (user is null)
                return Form(context, WrongPassword, StatusCodes.Status403Forbidden, next);
            await context.SignInAsync(ConsoleSchemes.Session, Principals.Of(user));
            return Results.LocalRedirect(LocalPath.OrHome(next));
        }).AllowAnonymous().ExcludeFromDescription();

        // Whoever has no right to anything else has the right to leave.
        app.MapPost("/logout", async (HttpContext context, AlertDatabase database, TimeProvider time) =>
        {
            string name = context.User.Identity!.Name!;
            database.Write(connection => AuditLog.Add(connection, time.GetUtcNow().ToUnixTimeMilliseconds(), name, "logout", name, null));
            await context.SignOutAsync(ConsoleSchemes.Session);
            return Results.Redirect("/login");
        }).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>The form for name and password, or for the token.</summary>
    /// <param name="context">Of the request. As long as there are no users the token is what everybody has: its part is open then.</param>
    /// <param name="message">What went wrong, if anything.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="next">The page that was asked for, to go on to: a notification leads to an incident.</param>
    public static IResult Form(HttpContext context, string? message, int status, string? next = null)
    {
        string open = context.RequestServices.GetRequiredService<AccountDesk>().IsEmpty ? " open" : "";
        string note = message is null ? "" : $"""<p class="banner ended" role="alert">{WebUtility.HtmlEncode(message)}</p>""";
        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="zh-CN">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light dark">
              <title>登录 Log in · Telemetry</title>
              <link rel="icon" href="/icon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/console.css">
            </head>
            <body class="login">
              <main>
                <h1><img src="/icon.svg" alt="" width="32" height="32"> Telemetry <span>城市遥测</span></h1>
                {{note}}
                <form method="post" action="/login">
                  <label for="name">用户名 <span lang="en">Name</span></label>
                  <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" autofocus>
                  <label for="password">密码 <span lang="en">Password</span></label>
                  <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256">
                  <input type="hidden" name="next" value="{{WebUtility.HtmlEncode(LocalPath.OrHome(next))}}">
                  <button type="submit">登录 <span lang="en">Log in</span></button>
                  <details{{open}}>
                    <summary>用管理令牌登录 <span lang="en">Log in with the console's token</span></summary>
                    <label for="token">令牌 <span lang="en">Token</span></label>
                    <input id="token" name="token" type="password" autocomplete="off" aria-describedby="where">
                    <p id="where" class="note">在数据目录的 <code>console.token</code> 文件中。<br><span lang="en">It is in the file <code>console.token</code> of the data folder.</span></p>
                    <button type="submit">登录 <span lang="en">Log in</span></button>
                  </details>
                </form>
              </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    private static async Task<IResult> EnterAsync(HttpContext context, AlertDatabase database, TimeProvider time, ClaimsPrincipal principal, string? next, string how)
    {
        database.Write(connection => AuditLog.Add(connection, time.GetUtcNow().ToUnixTimeMilliseconds(), ConsoleSchemes.TokenHolder, "login", how, null));
        await context.SignInAsync(ConsoleSchemes.Session, principal);
        return Results.LocalRedirect(LocalPath.OrHome(next));
    }
}
