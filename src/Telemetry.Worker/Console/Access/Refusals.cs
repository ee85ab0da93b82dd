using Microsoft.AspNetCore.Authorization;

namespace Telemetry.Worker.Console.Access;

/// <summary>What somebody gets who is not let in: a page with a form for a browser, problem details for a program.</summary>
internal static class Refusals
{
    public static Task UnauthorizedAsync(HttpContext context)
    {
        if (!WantsPage(context.Request))
        {
            return Results.Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "Not authenticated",
                detail: "Send 'Authorization: Bearer TOKEN' with a program's token or the one in console.token in the worker's data folder, or log in.")
                .ExecuteAsync(context);
        }

        return LoginEndpoints.Form(context, null, StatusCodes.Status401Unauthorized, context.Request.Path).ExecuteAsync(context);
    }

    /// <summary>Logging in again would change nothing.</summary>
    public static Task ForbiddenAsync(HttpContext context) => WantsPage(context.Request)
        ? Results.Content(
            """
            <!doctype html>
            <html lang="zh-CN">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>无权限 Not allowed · Telemetry</title><link rel="stylesheet" href="/console.css"></head>
            <body class="login"><main><h1>无权限 <span lang="en">Not allowed</span></h1>
            <p>您的角色或区域不允许此操作。请联系管理员。 <span lang="en">Your role or your areas do not allow this. Ask an administrator.</span></p>
            <p><a href="/">总览 <span lang="en">Overview</span></a></p></main></body>
            </html>
            """,
            "text/html; charset=utf-8",
            statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context)
        : Results.Problem(statusCode: StatusCodes.Status403Forbidden, detail: WhyForbidden(context)).ExecuteAsync(context);

    private static string WhyForbidden(HttpContext context)
    {
        IReadOnlyList<IAuthorizeData> asked = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [];
        string right = string.Join(" and ", asked.Select(decision => decision.Policy).DefaultIfEmpty().Distinct().Select(Rights.TextOf));
        return $"{context.Request.Method} '{context.Request.Path}' takes {right}; you are {context.User.Identity?.Name}, and /api/v1/me tells what you have. An administrator gives roles and areas.";
    }

    private static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
