using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// Our own messages at QoS 1 and 2, across connections: queued, on the way (at most as many as both ends allow), and
/// after a lost connection sent again in their order.
/// </summary>
/// <remarks>
/// <c>_queue</c> holds what was never sent and <c>_again</c> what a lost connection left; both only leave through
/// <see cref="Pump"/>, which stops when the window is full or the socket lags, and goes on with an acknowledgement or a
/// finished write.
/// </remarks>
internal sealed class OutgoingPublishes(MqttClientOptions options, MqttClientStatistics statistics)
{
    private const int SendHighWater = 256 << 10;

    private readonly Lock _gate = new();
    private readonly OutgoingQueue _queue = new(options);
    private readonly Queue<OutgoingPublish> _again = new();
    private readonly Dictionary<ushort, OutgoingPublish> _identified = [];
    private TaskCompletionSource? _empty;
    private SendBuffer? _output;
    private OutgoingAliases? _aliases;
    private ServerLimits _limits = ServerLimits.None;
    private int _onWire;
    private long _order;
    private ushort _lastPacketId;
    private bool _isStopped;

    /// <summary>Messages queued or on the way.</summary>
    public int Count => _queue.Count;

    /// <summary>Queues a message, or waits for room or refuses it as the options say, and completes with its last acknowledgement.</summary>
    public async ValueTask<ReasonCode> PublishAsync(OutgoingPublish message, CancellationToken cancellationToken)
    {
        if (Enter(message) is { } waiter)
            await AdmittedAsync(waiter, cancellationToken).ConfigureAwait(false);
        Pump();
        return await message.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A connection is there: what the last one left goes first.</summary>
    /// <param name="output">Its send buffer.</param>
    /// <param name="limits">What the server takes.</param>
    /// <param name="aliases">The topic aliases of the connection; null: none.</param>
    /// <param name="sessionPresent">False: the server knows nothing of what was on the way.</param>
    public void Attach(SendBuffer output, ServerLimits limits, OutgoingAliases? aliases, bool sessionPresent)
    {
        lock (_gate)
        {
            _output = output;
            _aliases = aliases;
            _limits = limits;
            OutgoingPublish[] left = [.. _identified.Values.OrderBy(message => message.Order)];
            foreach (OutgoingPublish message in left)
            {
                if (sessionPresent)
                {
                    message.MarkDuplicate();
                    _again.Enqueue(message);
                }
                else if (message.IsReleased)
                {
                    // It had arrived; the session that knew it is gone.
                    Complete(message, ReasonCode.Success);
                }
                else
                {
                    _identified.Remove(message.PacketId);
                    message.Forget();
                    _again.Enqueue(message);
                }
            }
        }

        Pump();
    }

    /// <summary>The connection is gone; everything stays for the next one.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _output = null;
            _onWire = 0;
            foreach (OutgoingPublish message in _identified.Values)
                message.IsOnWire = false;

            // What had no packet id is still only there.
            OutgoingPublish[] unsent = [.. _again.Where(message => message.PacketId == 0)];
            _again.Clear();
            _queue.PutBack(unsent);
        }
    }

    /// <summary>Sends as much as window and socket take.</summary>
    public void Pump()
    {
        SendBuffer? output;
        lock (_gate)
        {
            output = _output;
            if (output is null)
                return;
            int window = Math.Min(options.MaximumInflight, _limits.ReceiveMaximum);
            while (_onWire < window && output.Count < SendHighWater && (_again.TryDequeue(out OutgoingPublish? next) || _queue.TryDequeue(out next)))
                Send(next, output);
        }

        output.Flush();
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP.</summary>
    /// <exception cref="MqttProtocolException">0x82: the acknowledgement of another QoS.</exception>
    public void Acknowledge(in AckPacket ack)
    {
        lock (_gate)
        {
            bool known = _identified.TryGetValue(ack.PacketId, out OutgoingPublish? message) && message.IsOnWire;
            if (known && message!.QualityOfService == QualityOfService.AtLeastOnce != (ack.Type == PacketType.Puback))
                MqttProtocolException.ThrowProtocolError($"{ack.Type} for a message at {message.QualityOfService}.");
            if (known && ack.Type == PacketType.Pubcomp && !message!.IsReleased)
                MqttProtocolException.ThrowProtocolError("PUBCOMP before PUBREC.");
            if (!known)
                statistics.CountUnknownAcknowledgement();
            if (ack.Type == PacketType.Pubrec)
                Received(message, known, ack);
            else if (known)
                Complete(message!, Outcome(ack));
        }

        Pump();
    }

    /// <summary>Completes when nothing is queued or on the way.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_queue.Count == 0)
                return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Gives up: what is left is cancelled, and so is whatever comes later.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (OutgoingPublish message in _identified.Values.Concat(_again))
                message.Cancel();
            _queue.Cancel();
        }
    }

    /// <summary>A message that had arrived (PUBREC) is no failure when the server forgot it meanwhile (PUBCOMP 0x92).</summary>
    private static ReasonCode Outcome(in AckPacket ack) =>
        ack.Type == PacketType.Pubcomp ? ReasonCode.Success : ack.ReasonCode;

    /// <summary>Queues the message or refuses it; returns what to wait for when it may do neither.</summary>
    private OutgoingQueue.Waiter? Enter(OutgoingPublish message)
    {
        lock (_gate)
        {
            if (_isStopped)
                throw new InvalidOperationException("The MQTT client is stopped.");
            if (_queue.TryAdd(message))
                return null;
            if (options.WhenQueueFull == QueueFullPolicy.Wait)
                return _queue.Wait(message);
            statistics.CountDropped(MqttDropReason.QueueFull);
            message.Complete(ReasonCode.QuotaExceeded);
            return null;
        }
    }

    private async Task AdmittedAsync(OutgoingQueue.Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Admission.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
                _queue.Abandon(waiter);
            Pump();
            throw;
        }
    }

    private void Send(OutgoingPublish message, SendBuffer output)
    {
        if (_limits.Refuses(message.QualityOfService, message.Retain, message.Length) is { } reason)
        {
            statistics.CountDropped(MqttDropReason.NotTaken);
            Complete(message, reason);
            return;
        }

        bool again = message.PacketId != 0;
        if (!again)
            Identify(message);
        message.IsOnWire = true;
        _onWire++;
        lock (output.Gate)
            message.Write(output, options.ProtocolVersion, _aliases);
        if (!message.IsReleased)
            statistics.CountPublished(again);
    }

    private void Identify(OutgoingPublish message)
    {
        do
            _lastPacketId = _lastPacketId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastPacketId + 1);
        while (_lastPacketId == ClientSubscriptions.PacketId || _identified.ContainsKey(_lastPacketId));
        message.Identify(_lastPacketId, _order++);
        _identified.Add(_lastPacketId, message);
    }

    private void Received(OutgoingPublish? message, bool known, in AckPacket pubrec)
    {
        if (known && pubrec.ReasonCode >= ReasonCode.UnspecifiedError)
        {
            Complete(message!, pubrec.ReasonCode);
            return;
        }

        if (known)
            message!.IsReleased = true;
        lock (_output!.Gate)
        {
            new AckPacket(PacketType.Pubrel, pubrec.PacketId, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound)
                .Write(_output, options.ProtocolVersion);
            _output.CountAnswer(AckPacket.MaximumPlainLength);
        }
    }

    private void Complete(OutgoingPublish message, ReasonCode reason)
    {
        if (message.PacketId != 0)
            _identified.Remove(message.PacketId);
        if (message.IsOnWire)
            _onWire--;
        message.Complete(reason);
        _queue.Remove(message);
        if (_queue.Count > 0)
            return;
        _empty?.TrySetResult();
        _empty = null;
    }
}
