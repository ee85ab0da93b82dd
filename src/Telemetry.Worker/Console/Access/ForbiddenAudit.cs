using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Auditing;

namespace Telemetry.Worker.Console.Access;

/// <summary>Writes into the audit log who tried to change what is not theirs to change.</summary>
internal sealed class ForbiddenAudit(RefusalAudit refusals) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _standard = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            refusals.Add(
                AddressLimit.Key(context.Connection.RemoteIpAddress), context.User.Identity?.Name ?? AccountName.NoName, "forbidden",
                $"{context.Request.Method} {context.Request.Path}", "refused: it takes another role or other areas");
        }

        await _standard.HandleAsync(next, context, policy, authorizeResult);
    }
}
