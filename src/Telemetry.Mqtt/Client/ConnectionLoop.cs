using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>Connects, again and again, until it is stopped; between two attempts always a delay.</summary>
internal sealed class ConnectionLoop(
    MqttClientOptions options, ClientSession session, IPublishReceiver? receiver, TimeProvider time, MqttClientStatistics statistics, ILogger logger,
    Action<MqttConnectionState, string?> changed)
{
    private ClientConnection? _connection;
    private bool _isTakenOver;

    /// <summary>The open connection; null when there is none.</summary>
    public ClientConnection? Connection => Volatile.Read(ref _connection);

    /// <param name="stopping">Ends the connecting, and an open connection with DISCONNECT once what was received is committed.</param>
    /// <param name="aborting">After that: waits for nothing any more.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var backoff = new ReconnectBackoff(options.ReconnectDelay, options.ReconnectDelayMaximum, Random.Shared);
        while (!stopping.IsCancellationRequested)
        {
            changed(MqttConnectionState.Connecting, null);
            long start = time.GetTimestamp();
            _isTakenOver = false;
            string reason = await ConnectAsync(stopping, aborting).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
                return;
            backoff.ConnectionEnded(time.GetElapsedTime(start), _isTakenOver);
            TimeSpan delay = backoff.Next();
            MqttClientLog.NotConnected(logger, session.ClientId, options.Host, options.Port, reason, delay);
            changed(MqttConnectionState.Waiting, reason);
            await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection from beginning to end.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<string> ConnectAsync(CancellationToken stopping, CancellationToken aborting)
    {
        using var opening = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(opening.Token, stopping);
        try
        {
            MqttTransport transport = await MqttTransport.ConnectAsync(options, either.Token).ConfigureAwait(false);
            var connection = new ClientConnection(transport, options, session, receiver, time, statistics);
            await using (connection.ConfigureAwait(false))
                await RunAsync(connection, either.Token, stopping, aborting).ConfigureAwait(false);
            return "";
        }
        catch (OperationCanceledException)
        {
            return $"no connection within {options.ConnectTimeout.TotalSeconds} s";
        }
        catch (MqttConnectionException e)
        {
            _isTakenOver = e.ReasonCode == ReasonCode.SessionTakenOver;
            return e.Message;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or AuthenticationException or CryptographicException or MqttProtocolException)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            // A receiver whose log failed, or a bug: told loudly, and tried again, since the broker keeps the messages.
            MqttClientLog.Failed(logger, e, session.ClientId);
            return e.Message;
        }
        finally
        {
            Volatile.Write(ref _connection, null);
        }
    }

    private async Task RunAsync(ClientConnection connection, CancellationToken opening, CancellationToken stopping, CancellationToken aborting)
    {
        Task run = connection.RunAsync();
        try
        {
            await Task.WhenAny(connection.Opened, run).WaitAsync(opening).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            connection.Close(e);
        }

        using CancellationTokenRegistration stopped = stopping.Register(connection.Stop);
        using CancellationTokenRegistration aborted = aborting.Register(() => connection.Close(new OperationCanceledException("The client is stopping.")));
        if (connection.Opened.IsCompletedSuccessfully && !run.IsCompleted)
        {
            Volatile.Write(ref _connection, connection);
            statistics.CountConnection();
            MqttClientLog.Connected(logger, session.ClientId, options.Host, options.Port);
            changed(MqttConnectionState.Connected, null);
        }

        await run.ConfigureAwait(false);
    }
}
