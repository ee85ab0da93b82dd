using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Telemetry.Mqtt.Broker;

/// <summary>The open connections.</summary>
internal sealed class ConnectionTable(BrokerServices services)
{
    private readonly ConcurrentDictionary<BrokerConnection, Task> _connections = new();
    private volatile bool _isClosing;

    /// <summary>Takes an accepted socket, or closes it when there are too many.</summary>
    public void Add(Socket socket)
    {
        services.Statistics.CountConnection();
        if (_isClosing || services.Statistics.ConnectionsOpen > services.Options.MaximumConnections)
        {
            services.Statistics.CountRefused(RefusalStage.Connect, ReasonCode.ServerBusy);
            services.Statistics.CountClosed();
            socket.Dispose();
            return;
        }

        BrokerConnection connection;
        try
        {
            socket.NoDelay = true;
            // Sends never wait: what the socket does not take is sent on asynchronously.
            socket.Blocking = false;
            connection = new BrokerConnection(socket, services);
        }
        catch (SocketException)
        {
            // Gone before it was looked at.
            services.Statistics.CountClosed();
            socket.Dispose();
            return;
        }

        _connections[connection] = RunAsync(socket, connection);
        if (_isClosing)
            connection.Disconnect(ReasonCode.ServerShuttingDown);
    }

    public void CheckTime()
    {
        foreach ((BrokerConnection connection, _) in _connections)
            connection.CheckTime();
    }

    /// <summary>Ends every connection and waits until its session is in order.</summary>
    public async Task CloseAllAsync()
    {
        _isClosing = true;
        foreach ((BrokerConnection connection, _) in _connections)
        {
            connection.Disconnect(ReasonCode.ServerShuttingDown);
            connection.StopLingering();
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
    }

    private async Task RunAsync(Socket socket, BrokerConnection connection)
    {
        // Off the accepting thread, and not before the table knows the connection.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await new ConnectionReader(socket, connection, services).RunAsync().ConfigureAwait(false);
        _connections.TryRemove(connection, out _);
        connection.Dispose();
    }
}
