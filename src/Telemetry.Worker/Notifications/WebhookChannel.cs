using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>
/// Posts a notification as JSON, with its key as <c>Idempotency-Key</c>. Redirects are not followed: where incidents go
/// is what the administrator wrote, not what somebody answers.
/// </summary>
internal sealed class WebhookChannel : INotificationChannel, IDisposable
{
    private const int MaximumDetail = 300;

    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _authorization;

    public WebhookChannel(WebhookOptions options)
    {
        _address = new Uri(options.Url ?? throw new ArgumentException("The webhook has no address.", nameof(options)));
        _authorization = options.Token is null ? null : new AuthenticationHeaderValue("Bearer", options.Token);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = 65_536,
        };
    }

    public string Name => ChannelName.Webhook;

    public async Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new StringContent(entry.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = _authorization;
        request.Headers.Add("Idempotency-Key", entry.Key);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
                return new SendResult(SendOutcome.Delivered, $"{(int)response.StatusCode}");
            bool recoverable = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
            return new SendResult(
                recoverable ? SendOutcome.Recoverable : SendOutcome.Refused,
                Shorten($"{_address.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}"),
                recoverable ? response.Headers.RetryAfter?.Delta : null);
        }
        catch (HttpRequestException e)
        {
            return new SendResult(SendOutcome.Recoverable, Shorten(e.Message));
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SendResult(SendOutcome.Recoverable, $"no answer within {DurationConverter.Format(_http.Timeout)}");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A server's words go into the log and onto a page: one line, not too long.</summary>
    private static string Shorten(string text) =>
        string.Concat(text.Take(MaximumDetail).Select(c => char.IsControl(c) ? ' ' : c));
}
