using System.Net;
using Microsoft.AspNetCore.Authentication;

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
            return link.TryUse(token) ? await EnterAsync(context) : Form(LinkUsed, StatusCodes.Status403Forbidden);
        }).AllowAnonymous().ExcludeFromDescription();

        app.MapPost("/login", async (HttpContext context, ConsoleToken expected) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            return expected.Matches(form["token"].ToString().Trim()) ? await EnterAsync(context) : Form(WrongToken, StatusCodes.Status403Forbidden);
        }).AllowAnonymous().ExcludeFromDescription();

        app.MapPost("/logout", async (HttpContext context) =>
        {
            await context.SignOutAsync(ConsoleSchemes.Session);
            return Results.Redirect("/login");
        }).ExcludeFromDescription();
    }

    public static IResult Form(string? message, int status)
    {
        string note = message is null ? "" : $"""<p role="alert">{WebUtility.HtmlEncode(message)}</p>""";
        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="zh-CN">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>登录 · Telemetry</title>
              <link rel="stylesheet" href="/console.css">
            </head>
            <body class="login">
              <main>
                <h1>Telemetry</h1>
                {{note}}
                <form method="post" action="/login">
                  <label for="token">令牌（数据目录中的 console.token）<br><span lang="en">Token (console.token in the data folder)</span></label>
                  <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
                  <button type="submit">登录 <span lang="en">Log in</span></button>
                </form>
              </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    private static async Task<IResult> EnterAsync(HttpContext context)
    {
        await context.SignInAsync(ConsoleSchemes.Session, ConsoleSchemes.Administrator(ConsoleSchemes.Session));
        return Results.Redirect("/");
    }
}
