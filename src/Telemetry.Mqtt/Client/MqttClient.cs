using System.Buffers;
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
    private readonly ILogger _logger;
    private readonly ClientSession _session;
    private readonly ConnectionLoop _loop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private MqttConnectionState _state;
    private Task? _running;

    /// <param name="options">Validated here.</param>
    /// <param name="receiver">Takes what the subscriptions bring; null acknowledges it unread.</param>
    /// <param name="time">Also measures keep-alive and delays, so one that runs faster than the network needs longer limits.</param>
    /// <param name="logger">Connections and their ends.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public MqttClient(MqttClientOptions options, IPublishReceiver? receiver, TimeProvider time, ILogger<MqttClient> logger)
    {
        options.Validate();
        _options = options;
        _logger = logger;
        _session = new ClientSession(options, Statistics, logger);
        _loop = new ConnectionLoop(options, _session, receiver, time, Statistics, logger, SetState);
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

    /// <summary>The identifier of the options, or the one the broker chose; empty until it did.</summary>
    public string ClientId => _session.ClientId;

    /// <summary>Messages at QoS 1 and 2 queued or on the way out.</summary>
    public int Outgoing => _session.Outgoing.Count;

    /// <summary>Starts to connect, and returns at once.</summary>
    /// <exception cref="InvalidOperationException">Started before.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_running is not null)
                throw new InvalidOperationException("An MQTT client starts once.");
            _running = Task.Run(() => _loop.RunAsync(_stopping.Token, _aborting.Token), CancellationToken.None);
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
    /// <param name="properties">
    /// Content type, expiry, response topic and correlation data, user properties; left out in 3.1.1. The expiry runs
    /// from the arrival at the broker.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; a message that was already queued is sent all the same.</param>
    /// <returns>
    /// The reason code of the acknowledgement. Without being sent: at QoS 0 <see cref="ReasonCode.ServerUnavailable"/>
    /// when not connected; <see cref="ReasonCode.QuotaExceeded"/> at QoS 0 when the connection does not take it, and above
    /// when the queue is full under <see cref="QueueFullPolicy.Refuse"/>; at any QoS <see cref="ReasonCode.PacketTooLarge"/>, <see cref="ReasonCode.QosNotSupported"/> or
    /// <see cref="ReasonCode.RetainNotSupported"/> when the broker said that it does not take such.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The topic or the response topic is not a topic name, a text is not well-formed, or the packet would be too large for MQTT.
    /// </exception>
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
                Topic = name.AsSpan(0, StrictUtf8.Encoding.GetBytes(topic, name)),
                Payload = payload.Span,
                Properties = properties is null || _options.ProtocolVersion == MqttProtocolVersion.V311 ? default : PublishCheck.Encode(properties),
                QualityOfService = qualityOfService,
                Retain = retain,
            };
            PublishCheck.Check(packet);
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
    /// Subscribes to more, and keeps what is granted for every later connection. Before the client is connected it waits.
    /// </summary>
    /// <param name="subscriptions">At least one. A filter that is already there is replaced.</param>
    /// <param name="identifier">Comes back with every message they match, 1..268,435,455; null: none. 5.0 only.</param>
    /// <param name="cancellationToken">Ends the waiting; what is already on the way stays so.</param>
    /// <returns>One reason code for each: the granted QoS, or why not.</returns>
    /// <exception cref="ArgumentException">No subscription, a filter that is not well-formed, or an identifier out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the client was stopped before the answer.</exception>
    /// <exception cref="InvalidOperationException">The client is stopped.</exception>
    public Task<IReadOnlyList<ReasonCode>> SubscribeAsync(
        IReadOnlyList<SubscriptionRequest> subscriptions, uint? identifier, CancellationToken cancellationToken)
    {
        if (subscriptions.Count == 0 || !subscriptions.All(MqttClientOptions.IsValid))
            throw new ArgumentException("Needs well-formed topic filters, at least one.", nameof(subscriptions));
        if (identifier is 0 or > VariableInteger.Maximum)
            throw new ArgumentException("A subscription identifier is 1..268,435,455.", nameof(identifier));
        return _session.Subscriptions.AskAsync(new SubscriptionOperation(subscriptions, identifier), cancellationToken);
    }

    /// <summary>Ends subscriptions, those of the options too. Before the client is connected it waits.</summary>
    /// <returns>One reason code for each filter.</returns>
    /// <exception cref="ArgumentException">No filter, or one that is not well-formed.</exception>
    /// <inheritdoc cref="SubscribeAsync"/>
    public Task<IReadOnlyList<ReasonCode>> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancellationToken)
    {
        if (filters.Count == 0 || !filters.All(filter => MqttClientOptions.IsValid(new SubscriptionRequest(filter, QualityOfService.AtMostOnce))))
            throw new ArgumentException("Needs well-formed topic filters, at least one.", nameof(filters));
        return _session.Subscriptions.AskAsync(new SubscriptionOperation(filters), cancellationToken);
    }

    /// <summary>
    /// Stops: while connected, waits until what was published is acknowledged and what was received is committed; then
    /// says DISCONNECT (the broker publishes no will). Cancelling ends the waiting, not the DISCONNECT.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task? running;
        lock (_gate)
            running = _running;
        if (running is null)
            return;
        if (_loop.Connection is { } connection)
        {
            Task drained = Task.WhenAny(_session.Outgoing.WhenEmptyAsync(), connection.Ended);
            await drained
                .WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await using (cancellationToken.Register(_aborting.Cancel).ConfigureAwait(false))
            await running.ConfigureAwait(false);
        GiveUp();
        SetState(MqttConnectionState.Stopped, null);
    }

    /// <summary>
    /// Stops without DISCONNECT, as a device that lost its power does: the broker publishes the will. What was not
    /// acknowledged is given up.
    /// </summary>
    public async Task AbortAsync()
    {
        if (_loop.Connection is { } connection)
        {
            connection.Close(new MqttConnectionException(ReasonCode.UnspecifiedError, "aborted"));
            await connection.Ended.ConfigureAwait(false);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        GiveUp();
    }

    private void GiveUp()
    {
        _session.Outgoing.Stop();
        _session.Subscriptions.Stop();
    }

    private ReasonCode Send(in PublishPacket packet)
    {
        if (_loop.Connection is not { } connection)
        {
            Statistics.CountDropped(MqttDropReason.NotConnected);
            return ReasonCode.ServerUnavailable;
        }

        if (connection.Limits.Refuses(packet.QualityOfService, packet.Retain, packet.GetLength(_options.ProtocolVersion)) is { } reason)
        {
            Statistics.CountDropped(MqttDropReason.NotTaken);
            return reason;
        }

        SendBuffer output = connection.Output;
        lock (output.Gate)
        {
            if (output.Count > _options.MaximumQueuedBytes)
            {
                Statistics.CountDropped(MqttDropReason.QueueFull);
                return ReasonCode.QuotaExceeded;
            }

            if (connection.Aliases is { } aliases)
                aliases.Write(output, packet, _options.ProtocolVersion);
            else
                packet.Write(output, _options.ProtocolVersion);
        }

        Statistics.CountPublished(again: false);
        output.Flush();
        return ReasonCode.Success;
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
