using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Access;

/// <summary>Tells the audit log where a request comes from, and by what its principal is known.</summary>
internal static class RequestOrigin
{
    /// <summary>Behind proxies that are named, the address is that which the nearest of them saw.</summary>
    public static void UseProxies(this IApplicationBuilder app, AccessOptions options)
    {
        IPAddress[] proxies = [.. Split(options.Proxies).Select(IPAddress.Parse)];
        if (proxies.Length == 0)
            return;
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = proxies.Length };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (IPAddress proxy in proxies)
            forwarded.KnownProxies.Add(proxy);
        app.UseForwardedHeaders(forwarded);
    }

    public static void UseAuditOrigin(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        AuditOrigin.Current = new AuditOrigin(Text(context), context.User.FindFirst(ConsoleSchemes.ViaClaim)?.Value);
        await next(context);
    });

    public static IEnumerable<string> Split(string? proxies) => (proxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? Text(HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;
}
