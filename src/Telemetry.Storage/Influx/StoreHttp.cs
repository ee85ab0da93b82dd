using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

namespace Telemetry.Storage.Influx;

/// <summary>One HTTP client to one store, and how its errors are read.</summary>
internal sealed class StoreHttp : IDisposable
{
    private const int MaximumMessage = 2_000;

    private readonly HttpStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly StoreCertificate _certificate;
    private readonly HttpClient _client;
    private int _connectionsOpened;

    public StoreHttp(HttpStoreOptions options, string tokenScheme, TimeProvider time)
    {
        _options = options;
        _time = time;
        _certificate = new StoreCertificate(options.Url, options.CaFile, time);
        var handler = new SocketsHttpHandler
        {
            // A redirect would lead the data, and the credentials, somewhere nobody configured.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ActivityHeadersPropagator = null,
            ConnectCallback = ConnectAsync,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = _certificate.Check;
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        if (options.Token is { } token)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(tokenScheme, token);
        else if (options.UserName is { } user)
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")));
    }

    /// <summary>How many connections were opened so far. A restarted server means a new one.</summary>
    public int ConnectionsOpened => Volatile.Read(ref _connectionsOpened);

    /// <summary>A path below the configured address.</summary>
    public Uri Address(string pathAndQuery) => new($"{_options.Url.AbsoluteUri.TrimEnd('/')}{pathAndQuery}");

    /// <summary>Sends a request and reads the answer as text; whatever goes wrong on the way is an answer without status.</summary>
    /// <param name="maximumBody">Characters of a successful answer's body that are kept.</param>
    public async Task<StoreAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, int maximumBody = int.MaxValue)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            bool success = response.IsSuccessStatusCode;
            string body = response.StatusCode == HttpStatusCode.NoContent ? "" : await ReadAsync(response, success ? maximumBody : MaximumMessage, either.Token);
            return new StoreAnswer(response.StatusCode, success ? body : Message(response, body), RetryAfter(response));
        }
        catch (Exception e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is (OperationCanceledException or HttpRequestException or IOException))
        {
            // Whatever the exception calls it: we gave up, not the store.
            return new StoreAnswer(null, $"{_options.Url} did not answer within {_options.Timeout.TotalSeconds:0.#} s.", Fault: WasSent(request) ? StoreFault.TimedOut : StoreFault.Unreachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new StoreAnswer(null, $"{_options.Url} cannot be reached.", Fault: StoreFault.Unreachable);
        }
        catch (Exception e) when (e.GetBaseException() is AuthenticationException tls)
        {
            return new StoreAnswer(null, _certificate.Objection ?? $"{_options.Url}: no TLS connection: {tls.Message} Check Store:Url: is it the store's https port?", Fault: StoreFault.Untrusted);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new StoreAnswer(null, $"{_options.Url}: {e.GetBaseException().Message}", Fault: WasSent(request) ? StoreFault.Broken : StoreFault.Unreachable);
        }
    }

    public void Dispose() => _client.Dispose();

    private static bool WasSent(HttpRequestMessage request) => request.Content is not LinesContent { WasSent: false };

    private static async Task<string> ReadAsync(HttpResponseMessage response, int maximum, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (maximum == int.MaxValue)
            return await reader.ReadToEndAsync(cancellationToken);
        char[] text = new char[maximum];
        int length = await reader.ReadBlockAsync(text, cancellationToken);
        return new string(text, 0, length);
    }

    /// <summary>The store's own words: InfluxDB 1.x says <c>error</c>, 2.x <c>message</c>, others plain text.</summary>
    private string Message(HttpResponseMessage response, string body)
    {
        int status = (int)response.StatusCode;
        if (status is >= 300 and < 400 && response.Headers.Location is { } location)
            return $"{status}: {_options.Url} redirects to {location}. That is not followed: data and credentials go only where Store:Url says. Set it to the store's own address.";
        try
        {
            using var json = JsonDocument.Parse(body);
            foreach (string name in (ReadOnlySpan<string>)["error", "message"])
            {
                if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                    return $"{status}: {value.GetString()}";
            }
        }
        catch (JsonException)
        {
            // Plain text, or cut in the middle: shown as it is.
        }

        return $"{status}: {body.Trim()}";
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - _time.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            Interlocked.Increment(ref _connectionsOpened);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
