using System.Text.Encodings.Web;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Console.Pages;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Console;

/// <summary>Registers and maps the HTTP side: health, metrics, API and pages.</summary>
internal static class ConsoleServices
{
    public const long MaximumRequestBytes = 1 << 20;

    public static void AddConsole(this WebApplicationBuilder builder, ConsoleOptions options, AccessOptions access, string data)
    {
        builder.WebHost.UseUrls(options.Url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumRequestBytes;
        });
        IServiceCollection services = builder.Services;
        services.AddSingleton(options);
        services.AddConsoleAuthentication(options, access, data);

        // Nothing here is ever pasted into a page, and the answers forbid browsers to guess that they were HTML.
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        services.AddDetailedProblems();
        services.AddOpenApi(ApiDescription.Configure);
        services.AddSingleton<ReadyCheck>();
        services.AddSingleton<IMetricSource, IngestMetrics>();
        services.AddSingleton<IMetricSource, JournalMetrics>();
        services.AddSingleton<IMetricSource, AlertMetrics>();
        services.AddSingleton<IMetricSource, StoreMetrics>();
        services.AddSingleton<IMetricSource, SelfMetrics>();
        if (services.Any(s => s.ServiceType == typeof(EmbeddedBroker)))
            services.AddSingleton<IMetricSource, BrokerMetrics>();
        else
            services.AddSingleton<IMetricSource, ClientMetrics>();
        services.AddRazorComponents();
        services.AddSingleton<OverviewReader>();
        services.AddSingleton<InputDesk>();
        services.AddSingleton<StepDesk>();
        services.AddSingleton<IncidentPages>();
        services.AddSingleton<InputBoard>();

        // Pages are fetched again every few seconds, and hold no secret that a guesser could measure by their length.
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.AddHostedService<ReadyAnnouncer>();
        if (options.Summary)
            services.AddHostedService<LiveSummary>();
    }

    public static void MapConsole(this WebApplication app)
    {
        app.UseProxies(app.Services.GetRequiredService<AccessOptions>());
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseStaticFiles();
        app.UseAuthentication();
        app.UseAuditOrigin();
        app.UseAuthorization();
        app.UseSameOrigin();
        app.UseAntiforgery();
        app.MapGet("/healthz", () => Results.Text("ok\n")).AllowAnonymous().WithSummary("200 while the process answers");
        app.MapGet("/readyz", (ReadyCheck check) => check.Check() is { Ready: true } answer ? Results.Ok(answer) : Results.Json(check.Check(), statusCode: StatusCodes.Status503ServiceUnavailable))
            .AllowAnonymous().WithSummary("200 when the worker can do its job, else 503 with the reason").Produces<ReadyAnswer>().Produces<ReadyAnswer>(StatusCodes.Status503ServiceUnavailable);
        MetricsEndpoint.Map(app);
        app.MapOpenApi().RequireAuthorization(Rights.View);
        RouteGroupBuilder api = app.MapGroup("/api/v1");
        DevicesApi.Map(api);
        ReadingsApi.Map(api);
        IncidentsApi.Map(api);
        EscalationApi.Map(api);
        SnapshotApi.Map(api);
        QuarantineApi.Map(api);
        CityApi.Map(api);
        BacktestsApi.Map(api);
        InputsApi.Map(api);
        UsersApi.Map(api);
        TokensApi.Map(api);
        AuditApi.Map(api);
        DutiesApi.Map(api);
        DrillsApi.Map(api);
        LoginEndpoints.Map(app);
        PageEndpoints.Map(app);
    }
}
