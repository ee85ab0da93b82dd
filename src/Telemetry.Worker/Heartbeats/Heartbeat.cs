using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Heartbeats;

/// <summary>
/// The dead-man's switch: tells an address outside, again and again, that alarms work. When they do not, or the worker is
/// dead, or the network is, it falls silent, and whoever listens there alarms. Redirects are not followed: where it goes is
/// what the administrator wrote.
/// </summary>
internal sealed partial class Heartbeat : WorkerPart
{
    /// <summary>The other side did not take it.</summary>
    public const string Refused = "http";

    private readonly AlarmPath _path;
    private readonly HeartbeatOptions _options;
    private readonly ILogger<Heartbeat> _logger;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, long> _failed = new();
    private long _sent;
    private long _lastSent;
    private string? _trouble;

    /// <param name="path">What has to work.</param>
    /// <param name="options">Where to, and how often; <see cref="HeartbeatOptions.Url"/> is set.</param>
    /// <param name="time">A clock that nobody sets.</param>
    /// <param name="logger">Says when it stops and when it goes on, and why.</param>
    public Heartbeat(AlarmPath path, HeartbeatOptions options, TimeProvider time, ILogger<Heartbeat> logger)
    {
        (_path, _options, _time, _logger) = (path, options, time, logger);
        _lastSent = time.GetTimestamp();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = options.Timeout,
            MaxResponseContentBufferSize = 65_536,
        };
    }

    /// <summary>Signs of life that the other side took.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>How long ago it took one; since the start when it never did.</summary>
    public TimeSpan SinceSent => _time.GetElapsedTime(Volatile.Read(ref _lastSent));

    /// <summary>Why none was sent the last time; null when it was.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>How often none was sent, by part or <see cref="Refused"/>.</summary>
    public long Failed(string reason) => _failed.GetValueOrDefault(reason);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        do
        {
            await BeatAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One sign of life, if there is life; true when the other side took it.</summary>
    internal async Task<bool> BeatAsync(CancellationToken cancellationToken)
    {
        if (await _path.FindBrokenAsync(cancellationToken) is { } broken)
        {
            Failed(broken.Name, broken.Why);
            if (_options.FailUrl is { } failUrl)
                await SendAsync(HttpMethod.Post, failUrl, $"{broken.Name}: {broken.Why}\n", cancellationToken);
            return false;
        }

        if (await SendAsync(_options.Method == HeartbeatMethod.Get ? HttpMethod.Get : HttpMethod.Post, _options.Url!, "alive\n", cancellationToken) is { } error)
        {
            Failed(Refused, error);
            return false;
        }

        Interlocked.Increment(ref _sent);
        Volatile.Write(ref _lastSent, _time.GetTimestamp());
        if (Interlocked.Exchange(ref _trouble, null) is not null)
            LogGoesOn(_logger);
        return true;
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    private void Failed(string reason, string why)
    {
        _failed.AddOrUpdate(reason, 1, (_, count) => count + 1);
        string now = $"{reason}: {why}";
        string? before = Interlocked.Exchange(ref _trouble, now);
        if (before is null || before.Split(':')[0] != reason)
            LogStopped(_logger, now);
    }

    /// <summary>Null when it was taken; else why not.</summary>
    private async Task<string?> SendAsync(HttpMethod method, string url, string text, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Post)
            request.Content = new StringContent(text);
        if (_options.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : VisibleText.Of($"{request.RequestUri!.Host} answered {(int)response.StatusCode} {response.ReasonPhrase}");
        }
        catch (HttpRequestException e)
        {
            return VisibleText.Of(e.Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {DurationConverter.Format(_options.Timeout)}";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The heartbeat has stopped: {Why}")]
    private static partial void LogStopped(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "The heartbeat goes on")]
    private static partial void LogGoesOn(ILogger logger);
}
