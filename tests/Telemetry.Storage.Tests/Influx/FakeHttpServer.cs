using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>An HTTP/1.1 server for one test that answers what a script says: a store that refuses, breaks off, hangs.</summary>
public sealed class FakeHttpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<FakeRequest, FakeAnswer> _script;
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private readonly List<FakeRequest> _requests = [];

    public FakeHttpServer(Func<FakeRequest, FakeAnswer> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

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

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                while (await ReadAsync(client.GetStream(), _stop.Token) is { } request)
                {
                    lock (_requests)
                        _requests.Add(request);
                    FakeAnswer answer = _script(request);
                    if (answer.Hang)
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                    byte[] body = Encoding.UTF8.GetBytes(answer.Body);
                    byte[] whole = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} X\r\n{answer.Headers}Content-Length: {body.Length}\r\n\r\n"), .. body];
                    await client.GetStream().WriteAsync(whole.AsMemory(0, answer.Cut ?? whole.Length), _stop.Token);
                    if (answer.Cut is null)
                        continue;
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // Stopped, or the client went away.
            }
        }
    }
}
