using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// An MQTT client that stays connected: whatever ends a connection, the next attempt follows after a growing, partly
/// random delay, until it is stopped.
/// </summary>
/// <remarks>
/// Received messages are acknowledged when the receiver's log has committed them, in order and in batches. Own messages
/// at QoS 1 and 2 are kept until acknowledged and sent again after a lost connection. All members may be called from
/// any thread.
/// </remarks>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly IPublishReceiver? _receiver;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ClientSession _session;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientConnection? _connection;
    private MqttConnectionState _state;
    private Task? _loop;

    /// <param name="options">Validated here.</param>
    /// <param name="receiver">Takes what the subscriptions bring; null acknowledges it unread.</param>
    /// <param name="time">Also measures keep-alive and delays, so one that runs faster than the network needs longer limits.</param>
    /// <param name="logger">Connections and their ends.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MqttClient(MqttClientOptions options, IPublishReceiver? receiver, TimeProvider time, ILogger<MqttClient> logger)
    {
        options.Validate();
        _options = options;
        _receiver = receiver;
        _time = time;
        _logger = logger;
        _session = new ClientSession(options, Statistics);
    }

    /// <summary>Raised after each change, in order, from the client's own loop: a handler must not block. The reason tells in English why a connection ended.</summary>
    public event Action<MqttConnectionState, string?>? StateChanged;

    public MqttConnectionState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    public MqttClientStatistics Statistics { get; } = new();

    /// <summary>Messages at QoS 1 and 2 queued or on the way out.</summary>
    public int Outgoing => _session.Outgoing.Count;

    /// <summary>Starts to connect, and returns at once.</summary>
    /// <exception cref="InvalidOperationException">Started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_loop is not null)
                throw new InvalidOperationException("An MQTT client starts once.");
            _loop = Task.Run(ConnectForeverAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <summary>Completes at once when connected and subscribed, else as soon as that is so.</summary>
    public Task WaitConnectedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return _connected.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc cref="PublishAsync(string, ReadOnlyMemory{byte}, QualityOfService, bool, PublishProperties?, CancellationToken)"/>
    public ValueTask<ReasonCode> PublishAsync(
        string topic, ReadOnlyMemory<byte> payload, QualityOfService qualityOfService, bool retain, CancellationToken cancellationToken) =>
        PublishAsync(topic, payload, qualityOfService, retain, null, cancellationToken);

    /// <summary>Publishes a message. The payload is copied before the call returns or waits.</summary>
    /// <param name="topic">1..65,535 bytes of UTF-8 without wildcards.</param>
    /// <param name="payload">The message.</param>
    /// <param name="qualityOfService">At QoS 1 and 2 it completes with the last acknowledgement, over lost connections if need be.</param>
    /// <param name="retain">True: the broker keeps it for later subscribers.</param>
    /// <param name="properties">5.0 only.</param>
    /// <param name="cancellationToken">Ends the waiting; a message that was already queued is sent all the same.</param>
    /// <returns>
    /// The reason code of the acknowledgement. Without being sent: at QoS 0 <see cref="ReasonCode.ServerUnavailable"/>
    /// when not connected and <see cref="ReasonCode.QuotaExceeded"/> when the connection does not take it; at any QoS
    /// <see cref="ReasonCode.PacketTooLarge"/>, <see cref="ReasonCode.QosNotSupported"/> or
    /// <see cref="ReasonCode.RetainNotSupported"/> when the broker said that it does not take such.
    /// </returns>
    /// <exception cref="ArgumentException">The topic is not a topic name, or the packet would be too large for MQTT.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the client was stopped before the acknowledgement.</exception>
    /// <exception cref="InvalidOperationException">The client is stopped.</exception>
    public ValueTask<ReasonCode> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        QualityOfService qualityOfService,
        bool retain,
        PublishProperties? properties,
        CancellationToken cancellationToken)
    {
        byte[] name = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(topic.Length));
        try
        {
            var packet = new PublishPacket
            {
                Topic = name.AsSpan(0, Encoding.UTF8.GetBytes(topic, name)),
                Payload = payload.Span,
                Properties = properties is null || _options.ProtocolVersion == MqttProtocolVersion.V311 ? default : properties.Encode(),
                QualityOfService = qualityOfService,
                Retain = retain,
            };
            Check(packet, topic);
            return qualityOfService == QualityOfService.AtMostOnce
                ? ValueTask.FromResult(Send(packet))
                : _session.Outgoing.PublishAsync(new OutgoingPublish(packet, packet.Topic.Length, _options.ProtocolVersion), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(name);
        }
    }

    /// <summary>
    /// Stops: while connected, waits until what was published is acknowledged and what was received is committed; then
    /// says DISCONNECT (the broker publishes no will). Cancelling ends the waiting, not the DISCONNECT.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task? loop;
        lock (_gate)
            loop = _loop;
        if (loop is null)
            return;
        if (Volatile.Read(ref _connection) is { } connection)
        {
            Task drained = Task.WhenAny(_session.Outgoing.WhenEmptyAsync(), connection.Ended);
            await drained
                .WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await using (cancellationToken.Register(_aborting.Cancel).ConfigureAwait(false))
            await loop.ConfigureAwait(false);
        _session.Outgoing.Stop();
        SetState(MqttConnectionState.Stopped, null);
    }

    /// <summary>
    /// Stops without DISCONNECT, as a device that lost its power does: the broker publishes the will. What was not
    /// acknowledged is given up.
    /// </summary>
    public async Task AbortAsync()
    {
        if (Volatile.Read(ref _connection) is { } connection)
        {
            connection.Close(new MqttConnectionException(ReasonCode.UnspecifiedError, "aborted"));
            await connection.Ended.ConfigureAwait(false);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _session.Outgoing.Stop();
    }

    private async Task ConnectForeverAsync()
    {
        var backoff = new ReconnectBackoff(_options.ReconnectDelay, _options.ReconnectDelayMaximum, Random.Shared);
        while (!_stopping.IsCancellationRequested)
        {
            SetState(MqttConnectionState.Connecting, null);
            long start = _time.GetTimestamp();
            string? reason = await ConnectAsync().ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
                return;
            backoff.ConnectionEnded(_time.GetElapsedTime(start));
            TimeSpan delay = backoff.Next();
            MqttClientLog.NotConnected(_logger, _session.ClientId, _options.Host, _options.Port, reason, delay);
            SetState(MqttConnectionState.Waiting, reason);
            await Task.Delay(delay, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection from beginning to end.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<string> ConnectAsync()
    {
        using var opening = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(opening.Token, _stopping.Token);
        try
        {
            MqttTransport transport = await MqttTransport.ConnectAsync(_options, either.Token).ConfigureAwait(false);
            var connection = new ClientConnection(transport, _options, _session, _receiver, _time, Statistics);
            await using (connection.ConfigureAwait(false))
                await RunAsync(connection, either.Token).ConfigureAwait(false);
            return "";
        }
        catch (OperationCanceledException)
        {
            return $"no connection within {_options.ConnectTimeout.TotalSeconds} s";
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or CryptographicException or MqttConnectionException or MqttProtocolException)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            // A receiver whose log failed, or a bug: told loudly, and tried again, since the broker keeps the messages.
            MqttClientLog.Failed(_logger, e, _session.ClientId);
            return e.Message;
        }
        finally
        {
            Volatile.Write(ref _connection, null);
        }
    }

    private async Task RunAsync(ClientConnection connection, CancellationToken opening)
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

        using CancellationTokenRegistration stopped = _stopping.Token.Register(connection.Stop);
        using CancellationTokenRegistration aborted = _aborting.Token.Register(() => connection.Close(new OperationCanceledException("The client is stopping.")));
        if (connection.Opened.IsCompletedSuccessfully && !run.IsCompleted)
        {
            Volatile.Write(ref _connection, connection);
            Statistics.CountConnection();
            MqttClientLog.Connected(_logger, _session.ClientId, _options.Host, _options.Port);
            SetState(MqttConnectionState.Connected, null);
        }

        await run.ConfigureAwait(false);
    }

    private ReasonCode Send(in PublishPacket packet)
    {
        if (Volatile.Read(ref _connection) is not { } connection)
        {
            Statistics.CountDropped();
            return ReasonCode.ServerUnavailable;
        }

        if (connection.Limits.Refuses(packet.QualityOfService, packet.Retain, packet.GetLength(_options.ProtocolVersion)) is { } reason)
            return reason;
        SendBuffer output = connection.Output;
        lock (output.Gate)
        {
            if (output.Count > _options.MaximumQueuedBytes)
            {
                Statistics.CountDropped();
                return ReasonCode.QuotaExceeded;
            }

            packet.Write(output, _options.ProtocolVersion);
        }

        Statistics.CountPublished(again: false);
        output.Flush();
        return ReasonCode.Success;
    }

    private static void Check(in PublishPacket packet, string topic)
    {
        if (packet.Topic.Length > ushort.MaxValue || !Utf8Text.IsTopicName(packet.Topic) || !Utf8Text.IsName(packet.Topic))
            throw new ArgumentException("A topic name is 1..65,535 bytes without wildcards and control characters.", nameof(topic));
        if (packet.Payload.Length > VariableInteger.Maximum - ushort.MaxValue - packet.Properties.Length - 8)
            throw new ArgumentException($"A payload of {packet.Payload.Length} bytes is too large for MQTT.", nameof(packet));
    }

    private void SetState(MqttConnectionState state, string? reason)
    {
        lock (_gate)
        {
            if (_state == state)
                return;
            if (state == MqttConnectionState.Connected)
                _connected.TrySetResult();
            else if (_connected.Task.IsCompleted)
                _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _state = state;
        }

        try
        {
            StateChanged?.Invoke(state, reason);
        }
        catch (Exception e)
        {
            // Somebody else's mistake must not end the connecting.
            MqttClientLog.HandlerFailed(_logger, e, _session.ClientId, state);
        }
    }
}
