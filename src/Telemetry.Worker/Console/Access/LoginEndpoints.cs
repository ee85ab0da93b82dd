using System.Net;
using Microsoft.AspNetCore.Authentication;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Console.Access;

/// <summary>How a browser gets a session: the printed link, good once, or the token typed into a form.</summary>
internal static class LoginEndpoints
{
    private const string LinkUsed = "此链接已使用过或属于上一次启动。请输入数据目录中 console.token 的内容。 This link was used before, or belongs to an earlier start. Enter what console.token in the data folder holds.";
    private const string WrongToken = "令牌不正确。 The token is not right.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/login", async (HttpContext context, LoginLink link, string? token) =>
        {
            if (token is null)
                return Form(null, StatusCodes.Status200OK);
            return link.TryUse(token) ? await EnterAsync(context, null) : Form(LinkUsed, StatusCodes.Status403Forbidden);
        }).AllowAnonymous().ExcludeFromDescription();

        app.MapPost("/login", async (HttpContext context, ConsoleToken expected) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            string? next = form["next"];
            return expected.Matches(form["token"].ToString().Trim()) ? await EnterAsync(context, next) : Form(WrongToken, StatusCodes.Status403Forbidden, next);
        }).AllowAnonymous().ExcludeFromDescription();

        app.MapPost("/logout", async (HttpContext context) =>
        {
            await context.SignOutAsync(ConsoleSchemes.Session);
            return Results.Redirect("/login");
        }).ExcludeFromDescription();
    }

    /// <summary>The form for the token.</summary>
    /// <param name="message">What went wrong, if anything.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="next">The page that was asked for, to go on to: a notification leads to an incident.</param>
    public static IResult Form(string? message, int status, string? next = null)
    {
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
                  <label for="token">令牌 <span lang="en">Token</span></label>
                  <input id="token" name="token" type="password" autocomplete="current-password" required autofocus aria-describedby="where">
                  <input type="hidden" name="next" value="{{WebUtility.HtmlEncode(LocalPath.OrHome(next))}}">
                  <p id="where" class="note">在数据目录的 <code>console.token</code> 文件中。<br><span lang="en">It is in the file <code>console.token</code> of the data folder.</span></p>
                  <button type="submit">登录 <span lang="en">Log in</span></button>
                </form>
              </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    private static async Task<IResult> EnterAsync(HttpContext context, string? next)
    {
        await context.SignInAsync(ConsoleSchemes.Session, ConsoleSchemes.Administrator(ConsoleSchemes.Session));
        return Results.LocalRedirect(LocalPath.OrHome(next));
    }
}
