using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Telemetry.Mqtt.Broker;

/// <summary>Accepts connections on the broker's addresses.</summary>
internal sealed partial class Listener : IAsyncDisposable
{
    private const int Backlog = 1024;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _accepting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConnectionTable _connections;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _isDisposed;

    /// <summary>Addresses whose last attempt to accept failed.</summary>
    private int _failing;

    private Listener(ConnectionTable connections, TimeProvider time, ILogger logger)
    {
        _connections = connections;
        _time = time;
        _logger = logger;
    }

    public IReadOnlyList<IPEndPoint> Endpoints { get; private set; } = [];

    /// <summary>False when an address accepts nobody: its socket is gone, or the last attempt failed.</summary>
    public bool IsAccepting => !_isDisposed && Volatile.Read(ref _failing) == 0 && _accepting.TrueForAll(accepting => !accepting.IsCompleted);

    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static Listener Open(MqttBrokerOptions options, ConnectionTable connections, TimeProvider time, ILogger logger)
    {
        var listener = new Listener(connections, time, logger);
        int port = options.Port;
        foreach (IPAddress address in Addresses(options.Host))
        {
            Socket socket = Bind(address, port, options);
            listener._sockets.Add(socket);
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        }

        listener.Endpoints = [.. listener._sockets.Select(s => (IPEndPoint)s.LocalEndPoint!)];
        listener._accepting.AddRange(listener._sockets.Select(listener.AcceptAsync));
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        foreach (Socket socket in _sockets)
            socket.Dispose();
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static IPAddress[] Addresses(string host)
    {
        if (host == "*")
            return [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any];
        if (host == "localhost")
            return [IPAddress.Loopback];
        return IPAddress.TryParse(host, out IPAddress? address)
            ? [address]
            : throw new IOException($"Cannot listen on '{host}': Host has to be an IP address, localhost, or * for all addresses.");
    }

    private static Socket Bind(IPAddress address, int port, MqttBrokerOptions options)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            string why = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "another program uses that port; choose another Port",
                SocketError.AccessDenied => "ports below 1024 need a privilege; choose another Port",
                SocketError.AddressNotAvailable => "this machine does not have that address; choose another Host",
                _ => e.Message,
            };
            throw new IOException($"The MQTT broker cannot listen on {options.Host}:{port}: {why}.", e);
        }
    }

    private async Task AcceptAsync(Socket listening)
    {
        bool failed = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _connections.Add(await listening.AcceptAsync(_stopping.Token).ConfigureAwait(false));
                if (failed)
                    Interlocked.Decrement(ref _failing);
                failed = false;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (_stopping.IsCancellationRequested)
                    return;
                // Out of file descriptors, most likely; trying again at once would only burn the processor.
                LogAcceptFailed(_logger, e);
                if (!failed)
                    Interlocked.Increment(ref _failing);
                failed = true;
                await Task.Delay(PauseAfterFailure, _time).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "A connection could not be accepted.")]
    private static partial void LogAcceptFailed(ILogger logger, SocketException exception);
}
