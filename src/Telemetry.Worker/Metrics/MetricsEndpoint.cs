using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Metrics;

/// <summary>Something that has numbers for <c>/metrics</c>.</summary>
internal interface IMetricSource
{
    void Write(PrometheusText text);
}

/// <summary><c>GET /metrics</c>, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/metrics", (IEnumerable<IMetricSource> sources) =>
        {
            var text = new PrometheusText();
            foreach (IMetricSource source in sources)
                source.Write(text);
            return Results.Text(text.ToString(), PrometheusText.ContentType);
        }).RequireAuthorization(Rights.ViewCity).WithSummary("Counters and gauges in the Prometheus text format").Produces<string>(contentType: "text/plain");
}
