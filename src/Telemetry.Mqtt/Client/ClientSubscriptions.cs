using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// What a client is subscribed to, across connections: made again whenever the server has no session, before the
/// connection counts as open; then whatever else is asked for, one packet after the other.
/// </summary>
/// <remarks>One SUBSCRIBE or UNSUBSCRIBE is on the way at a time, so all of them share one packet identifier.</remarks>
internal sealed class ClientSubscriptions(MqttClientOptions options, ILogger logger)
{
    /// <summary>Kept free by publishing.</summary>
    public const ushort PacketId = ushort.MaxValue;

    private readonly Lock _gate = new();
    private readonly LinkedList<SubscriptionOperation> _asked = new();
    private readonly Queue<SubscriptionOperation> _again = new();
    private readonly List<(SubscriptionRequest Request, uint? Identifier)> _granted =
        [.. options.Subscriptions.Select(request => (request, options.SubscriptionIdentifier))];

    private SendBuffer? _output;
    private ServerLimits _limits = ServerLimits.None;
    private SubscriptionOperation? _onWire;
    private bool _isMade;
    private bool _isStopped;

    /// <summary>Asks for something more, or for less; completes with the server's answer, over lost connections if need be.</summary>
    /// <exception cref="InvalidOperationException">The client is stopped.</exception>
    public async Task<IReadOnlyList<ReasonCode>> AskAsync(SubscriptionOperation operation, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isStopped)
                throw new InvalidOperationException("The MQTT client is stopped.");
            _asked.AddLast(operation);
            if (IsOpen)
                SendNext();
        }

        try
        {
            return await operation.Completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (operation != _onWire)
                    _asked.Remove(operation);
            }

            throw;
        }
    }

    /// <summary>A connection was accepted: makes the subscriptions, unless this process made them in the session that is still there.</summary>
    /// <returns>True when nothing has to be made, and the connection is open.</returns>
    /// <exception cref="MqttConnectionException">The server does not take such subscriptions.</exception>
    public bool Attach(SendBuffer output, ServerLimits limits, bool sessionPresent)
    {
        lock (_gate)
        {
            _output = output;
            _limits = limits;
            _onWire = null;
            _again.Clear();
            _isMade &= sessionPresent;
            if (!_isMade)
            {
                foreach (var group in _granted.GroupBy(entry => entry.Identifier))
                    _again.Enqueue(new SubscriptionOperation([.. group.Select(entry => entry.Request)], group.Key));
            }

            _isMade = _again.Count == 0;
            SendNext();
            return _isMade;
        }
    }

    public void Detach()
    {
        lock (_gate)
        {
            _output = null;
            _onWire = null;
        }
    }

    /// <summary>SUBACK.</summary>
    /// <returns>True when it was the last of those the connection waits for.</returns>
    /// <exception cref="MqttProtocolException">0x82: it answers nothing, or not all.</exception>
    /// <exception cref="MqttConnectionException">A subscription that is to last was refused.</exception>
    public bool Acknowledge(SubackPacket suback)
    {
        lock (_gate)
        {
            SubscriptionOperation operation = Answered(PacketType.Suback, suback.PacketId, suback.ReasonCodes.Count, isSubscribe: true);
            TellLowered(operation, suback.ReasonCodes);
            if (_isMade)
            {
                Keep(operation, suback.ReasonCodes);
                Finish(operation, suback.ReasonCodes);
                return false;
            }

            for (int i = 0; i < suback.ReasonCodes.Count; i++)
            {
                if (suback.ReasonCodes[i] >= ReasonCode.UnspecifiedError)
                    throw Refused(operation.Subscriptions[i].Filter, suback.ReasonCodes[i], suback.ReasonString);
            }

            _onWire = null;
            _isMade = _again.Count == 0;
            SendNext();
            return _isMade;
        }
    }

    /// <summary>UNSUBACK.</summary>
    /// <exception cref="MqttProtocolException">0x82: it answers nothing, or not all.</exception>
    public void Acknowledge(UnsubackPacket unsuback)
    {
        lock (_gate)
        {
            // In 3.1.1 there are no reason codes, and every filter is gone.
            bool has5 = options.ProtocolVersion == MqttProtocolVersion.V500;
            SubscriptionOperation operation = Answered(PacketType.Unsuback, unsuback.PacketId, has5 ? unsuback.ReasonCodes.Count : null, isSubscribe: false);
            IReadOnlyList<ReasonCode> codes = has5 ? unsuback.ReasonCodes : [.. operation.Filters.Select(_ => ReasonCode.Success)];
            for (int i = 0; i < codes.Count; i++)
            {
                if (codes[i] < ReasonCode.UnspecifiedError)
                    _granted.RemoveAll(entry => entry.Request.Filter == operation.Filters[i]);
            }

            Finish(operation, codes);
        }
    }

    /// <summary>Gives up: what was not answered is cancelled, and so is whatever comes later.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            foreach (SubscriptionOperation operation in _asked)
                operation.Completion.TrySetCanceled();
        }
    }

    private bool IsOpen => _output is not null && _isMade && _onWire is null;

    private SubscriptionOperation Answered(PacketType type, ushort packetId, int? count, bool isSubscribe)
    {
        if (_onWire is not { } operation || operation.IsSubscribe != isSubscribe || packetId != PacketId)
            throw new MqttProtocolException(ReasonCode.ProtocolError, $"{type} that nobody asked for.");
        if (count is not null && count != operation.Count)
            MqttProtocolException.ThrowProtocolError($"{type} with {count} reason codes for {operation.Count} filters [MQTT-3.8.4-6].");
        return operation;
    }

    private void Keep(SubscriptionOperation operation, IReadOnlyList<ReasonCode> codes)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            if (codes[i] >= ReasonCode.UnspecifiedError)
                continue;
            SubscriptionRequest request = operation.Subscriptions[i];
            _granted.RemoveAll(entry => entry.Request.Filter == request.Filter);
            _granted.Add((request, operation.Identifier));
        }
    }

    private void TellLowered(SubscriptionOperation operation, IReadOnlyList<ReasonCode> codes)
    {
        for (int i = 0; i < codes.Count; i++)
        {
            SubscriptionRequest asked = operation.Subscriptions[i];
            if ((byte)codes[i] < (byte)asked.QualityOfService)
                MqttClientLog.Lowered(logger, options.ClientId, asked.Filter, asked.QualityOfService, (QualityOfService)codes[i]);
        }
    }

    private void Finish(SubscriptionOperation operation, IReadOnlyList<ReasonCode> codes)
    {
        _onWire = null;
        _asked.Remove(operation);
        operation.Completion.TrySetResult(codes);
        SendNext();
    }

    /// <summary>The caller flushes or is about to read the next packet, which flushes.</summary>
    private void SendNext()
    {
        SubscriptionOperation? next;
        while (true)
        {
            bool isAgain = _again.TryDequeue(out next);
            next ??= _asked.First?.Value;
            if (next is null)
                return;
            ReasonCode? refused = Refusal(next, out string filter);
            if (refused is null)
                break;
            if (isAgain)
                throw Refused(filter, refused.Value, null);
            _asked.RemoveFirst();
            ReasonCode reason = refused.Value;
            next.Completion.TrySetResult([.. Enumerable.Repeat(reason, next.Count)]);
            next = null;
        }

        _onWire = next;
        lock (_output!.Gate)
            next.Write(_output, PacketId, options.ProtocolVersion);
        _output.Flush();
    }

    private ReasonCode? Refusal(SubscriptionOperation operation, out string filter)
    {
        foreach (SubscriptionRequest request in operation.Subscriptions)
        {
            filter = request.Filter;
            if (_limits.Refuses(request, operation.Identifier is not null) is { } reason)
                return reason;
        }

        filter = operation.IsSubscribe ? operation.Subscriptions[0].Filter : operation.Filters[0];
        return operation.GetLength(options.ProtocolVersion) > _limits.MaximumPacketSize ? ReasonCode.PacketTooLarge : null;
    }

    private static MqttConnectionException Refused(string filter, ReasonCode reason, string? text) =>
        new(reason, $"the broker refused the subscription {filter}: {reason}{Printable.Tail(text)}") { IsLeaving = true };
}
