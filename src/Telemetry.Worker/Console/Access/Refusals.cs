namespace Telemetry.Worker.Console.Access;

/// <summary>What somebody gets who is not let in: a page with a form for a browser, problem details for a program.</summary>
internal static class Refusals
{
    public static Task UnauthorizedAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || !AcceptsHtml(context.Request))
        {
            return Results.Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "Not authenticated",
                detail: "Send 'Authorization: Bearer TOKEN' with the token in console.token in the worker's data folder, or log in with the link it printed.")
                .ExecuteAsync(context);
        }

        return LoginEndpoints.Form(null, StatusCodes.Status401Unauthorized, context.Request.Path).ExecuteAsync(context);
    }

    private static bool AcceptsHtml(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
