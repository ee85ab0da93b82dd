using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>Somebody's webhook: answers with the status it is told, and remembers what it was sent.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public WebhookReceiver(int? port = null)
    {
        Port = port ?? PeerProcess.FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    public int Status { get; set; } = 204;

    public ConcurrentQueue<(string? Key, string? Authorization, JsonNode Body)> Received { get; } = new();

    /// <summary>What became of incidents, without the calls to people.</summary>
    public IReadOnlyList<(string? Key, string? Authorization, JsonNode Body)> Feed => [.. Received.Where(r => !IsCall(r.Body))];

    /// <summary>The calls to people.</summary>
    public IReadOnlyList<(string? Key, string? Authorization, JsonNode Body)> Calls => [.. Received.Where(r => IsCall(r.Body))];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private static bool IsCall(JsonNode body) => body["event"]!.GetValue<string>() == "page";

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            JsonNode body = (await JsonNode.ParseAsync(context.Request.InputStream))!;
            Received.Enqueue((context.Request.Headers["Idempotency-Key"], context.Request.Headers["Authorization"], body));
            context.Response.StatusCode = Status;
            context.Response.Close();
        }
    }
}
