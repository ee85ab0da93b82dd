using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>An HTTP/1.1 server for one test that answers what a script says: a store that refuses, breaks off, hangs.</summary>
public sealed class FakeHttpServer : IAsyncDisposable
{
    private readonly Lock _life = new();
    private readonly X509Certificate2? _certificate;
    private readonly int _port;
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private TcpListener _listener = new(IPAddress.Loopback, 0);
    private CancellationTokenSource _stop = new();
    private readonly Func<FakeRequest, FakeAnswer> _script;
    private readonly ConcurrentBag<Task> _connections = [];
    private Task _accepting;
    private bool _isDead;
    private readonly List<FakeRequest> _requests = [];

    /// <param name="certificate">Speaks TLS with it; null: plain HTTP.</param>
    public FakeHttpServer(Func<FakeRequest, FakeAnswer> script, X509Certificate2? certificate = null)
    {
        _script = script;
        _certificate = certificate;
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener, _stop.Token);
    }

    public Uri Url => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{_port}");

    /// <summary>True after an answer that it died of.</summary>
    public bool IsDead
    {
        get
        {
            lock (_life)
                return _isDead;
        }
    }

    /// <summary>Listens again on the same port.</summary>
    public void Start()
    {
        lock (_life)
        {
            _listener = new TcpListener(IPAddress.Loopback, _port);
            _listener.Start();
            _stop = new CancellationTokenSource();
            _isDead = false;
            _accepting = AcceptAsync(_listener, _stop.Token);
        }
    }

    public IReadOnlyList<FakeRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private static async Task<FakeRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head.Count < 4 || !head.TakeLast(4).SequenceEqual("\r\n\r\n"u8.ToArray()))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                return null;
            head.Add(one[0]);
        }

        string[] lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).ToDictionary(l => l[..l.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant(), l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        byte[] body = new byte[headers.TryGetValue("content-length", out string? length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, cancellationToken);
        if (headers.GetValueOrDefault("content-encoding") == "gzip")
        {
            using var plain = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            await gzip.CopyToAsync(plain, cancellationToken);
            body = plain.ToArray();
        }

        string[] start = lines[0].Split(' ');
        return new FakeRequest(start[0], start[1], headers, Encoding.UTF8.GetString(body));
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop), stop));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken stop)
    {
        _clients[client] = true;
        using (client)
        {
            try
            {
                Stream stream = await OpenAsync(client);
                while (await ReadAsync(stream, stop) is { } request)
                {
                    lock (_requests)
                        _requests.Add(request);
                    FakeAnswer answer = _script(request);
                    if (answer.Die)
                    {
                        Die();
                        return;
                    }

                    if (answer.Hang)
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                    byte[] body = Encoding.UTF8.GetBytes(answer.Body);
                    byte[] whole = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} X\r\n{answer.Headers}Content-Length: {body.Length}\r\n\r\n"), .. body];
                    int step = answer.Slow ? 1 : whole.Length;
                    for (int at = 0; at < (answer.Cut ?? whole.Length); at += step)
                        await stream.WriteAsync(whole.AsMemory(at, Math.Min(step, (answer.Cut ?? whole.Length) - at)), stop);
                    if (answer.Cut is null)
                        continue;
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or SocketException or AuthenticationException)
            {
                // Stopped, or the client went away.
            }
        }

        _clients.TryRemove(client, out _);
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
            return client.GetStream();
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(_certificate);
        return stream;
    }

    private void Die()
    {
        lock (_life)
        {
            _isDead = true;
            _listener.Stop();
            _stop.Cancel();

            // The socket is null once the client's own task is done with it.
            foreach (TcpClient client in _clients.Keys)
                client.Client?.Close(0);
            _clients.Clear();
        }
    }
}
