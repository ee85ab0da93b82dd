using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace Telemetry.Worker.Console.Api;

/// <summary>Gives the refusals of the framework a detail, as our own have: what was wrong and how to mend it.</summary>
internal static class ProblemDetailsServices
{
    public static void AddDetailedProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Complete);
        services.AddExceptionHandler<BadRequestHandler>();

        // Without it a parameter that cannot be read gives an empty answer, and only the log would tell which.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    private static void Complete(ProblemDetailsContext context) =>
        context.ProblemDetails.Detail ??= Detail(context.HttpContext, context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode);

    private static string Detail(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at '{context.Request.Path}'; /openapi/v1.json lists what there is.",
        StatusCodes.Status405MethodNotAllowed => $"'{context.Request.Path}' does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge => $"The body is too large; it may have {ConsoleServices.MaximumRequestBytes} bytes.",
        StatusCodes.Status415UnsupportedMediaType => $"Content-Type is '{context.Request.ContentType}'; it has to be application/json.",
        >= StatusCodes.Status500InternalServerError => "The worker failed to answer; its log tells why.",
        _ => $"The request {context.Request.Method} '{context.Request.Path}' could not be read; /openapi/v1.json tells how to ask.",
    };
}

/// <summary>A parameter or body that could not be read.</summary>
internal sealed partial class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
            return false;
        httpContext.Response.StatusCode = bad.StatusCode;
        var context = new ProblemDetailsContext { HttpContext = httpContext };
        context.ProblemDetails.Status = bad.StatusCode;
        if (What(bad) is { } what)
        {
            string? how = httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IEndpointDescriptionMetadata>()?.Description;
            context.ProblemDetails.Detail = how is null ? what : $"{what} {how}";
        }

        return await problems.TryWriteAsync(context);
    }

    /// <summary>Null when the status says all there is.</summary>
    private static string? What(BadHttpRequestException bad) => bad switch
    {
        { StatusCode: not StatusCodes.Status400BadRequest } => null,
        { InnerException: JsonException { InnerException: JsonException } json } => $"The body is not JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}).",
        { InnerException: JsonException { Path: { Length: > 2 } path } } => $"{path[2..]} in the body is of the wrong type.",
        { InnerException: JsonException } => "The body has to be a JSON object.",
        _ when Parameter().Match(bad.Message) is { Success: true } match => $"{JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value)} = '{match.Groups["value"]}' has to be a whole number.",
        _ => bad.Message,
    };

    /// <summary>All parameters but texts are whole numbers.</summary>
    [GeneratedRegex("""^Failed to bind parameter "\S+ (?<name>\w+)" from "(?<value>.*)"\.$""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
