namespace Telemetry.Worker.Console.Access;

/// <summary>
/// Lets a browser's session change things only from the console's own pages: a request that another site's page makes
/// the browser send carries the cookie but not our origin.
/// </summary>
internal static class SameOriginFilter
{
    public static IApplicationBuilder UseSameOrigin(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (IsCrossSite(context.Request))
        {
            await Results.Problem(
                statusCode: StatusCodes.Status403Forbidden,
                title: "Cross-site request",
                detail: "A browser session may change things only from the console's own pages; programs use a bearer token.")
                .ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private static bool IsCrossSite(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || BearerHandler.IsPresent(request))
            return false;
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
            return site is not ("same-origin" or "none");
        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Authority == request.Host.Value);
    }
}
