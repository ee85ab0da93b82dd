using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Telemetry.Worker.Tests.Heartbeats;

/// <summary>What listens outside: a real HTTP server on loopback that writes down what it hears.</summary>
internal sealed class BeatSink : IAsyncDisposable
{
    private readonly WebApplication _server;

    public BeatSink()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            Heard.Enqueue($"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Authorization} {await body.ReadToEndAsync()}".Trim());
            context.Response.StatusCode = Status;
            if (Status == 302)
                context.Response.Headers.Location = Url + "/elsewhere";
        });
    }

    public ConcurrentQueue<string> Heard { get; } = new();

    public int Status { get; set; } = 200;

    public string Url => _server.Urls.First();

    public Task StartAsync() => _server.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
