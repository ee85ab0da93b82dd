using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Telemetry.Testing;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Notifications;

public sealed class WebhookChannelTests : IAsyncLifetime
{
    private readonly WebApplication _receiver = Receiver();
    private readonly List<string> _received = [];
    private readonly TaskCompletionSource _never = new();
    private RequestDelegate _answer = _ => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _receiver.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            _received.Add($"{context.Request.Method} {context.Request.Path} {context.Request.ContentType} key={context.Request.Headers["Idempotency-Key"]} auth={context.Request.Headers.Authorization} {await body.ReadToEndAsync()}");
            await _answer(context);
        });
        await _receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Send_PostsTheBodyWithKeyAndToken()
    {
        SendResult result = await SendAsync(Options(token: "secret"));

        Assert.Equal(new SendResult(SendOutcome.Delivered, "200"), result);
        Assert.Equal(["POST /hook application/json; charset=utf-8 key=abc/raised auth=Bearer secret {\"event\":\"raised\"}"], _received);
    }

    [Fact]
    public async Task Send_WithoutToken_HasNoAuthorization()
    {
        await SendAsync(Options());

        Assert.Contains(" auth= ", Assert.Single(_received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Again_HasTheSameKey()
    {
        _answer = context => Status(context, 503);
        using var channel = new WebhookChannel(Options());

        await channel.SendAsync(Entry, default);
        await channel.SendAsync(Entry with { Attempts = 1 }, default);

        Assert.Equal(2, _received.Count);
        Assert.Single(_received.Distinct());
    }

    [Theory]
    [InlineData(200, nameof(SendOutcome.Delivered))]
    [InlineData(202, nameof(SendOutcome.Delivered))]
    [InlineData(204, nameof(SendOutcome.Delivered))]
    [InlineData(400, nameof(SendOutcome.Refused))]
    [InlineData(401, nameof(SendOutcome.Refused))]
    [InlineData(404, nameof(SendOutcome.Refused))]
    [InlineData(413, nameof(SendOutcome.Refused))]
    [InlineData(408, nameof(SendOutcome.Recoverable))]
    [InlineData(429, nameof(SendOutcome.Recoverable))]
    [InlineData(500, nameof(SendOutcome.Recoverable))]
    [InlineData(503, nameof(SendOutcome.Recoverable))]
    public async Task Send_StatusOfTheAnswer_DecidesTheOutcome(int status, string expected)
    {
        _answer = context => Status(context, status);

        SendResult result = await SendAsync(Options());

        Assert.Equal(expected, result.Outcome.ToString());
        if (result.Outcome != SendOutcome.Delivered)
            Assert.StartsWith($"127.0.0.1 answered {status}", result.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Send_Redirect_IsNotFollowed(int status)
    {
        _answer = context =>
        {
            context.Response.Headers.Location = "/elsewhere";
            return Status(context, status);
        };

        SendResult result = await SendAsync(Options(token: "secret"));

        Assert.Equal(SendOutcome.Refused, result.Outcome);
        Assert.Single(_received);
    }

    [Fact]
    public async Task Send_RetryAfter_IsHandedOn()
    {
        _answer = context =>
        {
            context.Response.Headers.RetryAfter = "17";
            return Status(context, 429);
        };

        Assert.Equal(TimeSpan.FromSeconds(17), (await SendAsync(Options())).RetryAfter);
    }

    [Fact]
    public async Task Send_NoAnswerInTime_IsRecoverable()
    {
        _answer = _ => _never.Task;

        SendResult result = await SendAsync(Options(timeout: TimeSpan.FromMilliseconds(100)));

        Assert.Equal(new SendResult(SendOutcome.Recoverable, "no answer within 100ms"), result);
    }

    [Fact]
    public async Task Send_CancelledByTheWorker_IsCancelled()
    {
        using var cancel = new CancellationTokenSource();
        _answer = async _ =>
        {
            await cancel.CancelAsync();
            await _never.Task;
        };
        using var channel = new WebhookChannel(Options());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.SendAsync(Entry, cancel.Token));
    }

    [Fact]
    public async Task Send_NobodyListens_IsRecoverable()
    {
        SendResult result = await SendAsync(new WebhookOptions { Url = $"http://127.0.0.1:{PeerProcess.FreePort()}/" });

        Assert.Equal(SendOutcome.Recoverable, result.Outcome);
        Assert.NotEmpty(result.Detail!);
    }

    [Fact]
    public async Task Send_AnswerBrokenOff_IsRecoverable()
    {
        _answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };

        Assert.Equal(SendOutcome.Recoverable, (await SendAsync(Options())).Outcome);
    }

    [Fact]
    public async Task Send_LongReason_IsCutToOneShortLine()
    {
        _answer = context =>
        {
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = new string('x', 2_000);
            return Status(context, 500);
        };

        Assert.InRange((await SendAsync(Options())).Detail!.Length, 20, 300);
    }

    private static OutboxEntry Entry => new("abc/raised", ChannelName.Webhook, "abc", "", """{"event":"raised"}""", 1, 2);

    private WebhookOptions Options(string? token = null, TimeSpan? timeout = null) =>
        new() { Url = _receiver.Urls.First() + "/hook", Token = token, Timeout = timeout ?? TimeSpan.FromSeconds(30) };

    private static async Task<SendResult> SendAsync(WebhookOptions options)
    {
        using var channel = new WebhookChannel(options);
        return await channel.SendAsync(Entry, default);
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static WebApplication Receiver()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
