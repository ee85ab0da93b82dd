using System.Net;
using System.Net.Sockets;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>One client's connection: what others may do with it. <see cref="ConnectionReader"/> reads its packets.</summary>
internal sealed class BrokerConnection : PublishOrigin, IDisposable
{
    private const int NotClosing = -1;
    private const int FlushEarly = 64 * 1024;

    private static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly BrokerServices _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly AcknowledgementRing _ring;
    private readonly Lock _awaitGate = new();
    private readonly long _openedAt;
    private IDurableLog? _awaited;
    private TaskCompletionSource? _pause;
    private int _closing = NotClosing;
    private int _touched;
    private volatile bool _isPaused;
    private long _lastActive;
    private long _lingeringSince;
    private ConnectionTerms? _terms;

    public BrokerConnection(Socket socket, BrokerServices services)
    {
        _socket = socket;
        _services = services;
        _openedAt = services.Time.GetTimestamp();
        Outbox = new Outbox(socket, services.Statistics, services.Time, services.Options.MaximumOutgoingBytes) { Drained = OnDrained };
        _ring = new AcknowledgementRing(Outbox);
        RemoteEndPoint = (IPEndPoint?)socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0);
    }

    public IPEndPoint RemoteEndPoint { get; }

    public override string ClientId => Terms.Identity.ClientId;

    public override string? UserName => Terms.Identity.UserName;

    public Outbox Outbox { get; }

    /// <summary>Answers owed to the client.</summary>
    public AcknowledgementRing Acknowledgements => _ring;

    /// <summary>What CONNECT and CONNACK agreed on; only after the CONNECT was accepted.</summary>
    public ConnectionTerms Terms => _terms ?? throw new InvalidOperationException("The connection has no CONNECT yet.");

    /// <summary>True once the CONNECT was accepted.</summary>
    public bool IsAccepted => _terms is not null;

    public int SendWindow => Terms.SendWindow;

    /// <summary>Cancelled when the connection has to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Why the broker ends the connection; null while it does not.</summary>
    public ReasonCode? ClosingReason => Volatile.Read(ref _closing) is var reason and not NotClosing ? (ReasonCode)reason : null;

    private bool MustPause => Outbox.IsFull || _ring.Count >= _services.Options.ReceiveMaximum;

    /// <summary>The CONNECT was accepted under these terms; CONNACK follows.</summary>
    public void Accept(ConnectionTerms terms)
    {
        _ring.HasReasons = terms.Version == MqttProtocolVersion.V500;
        _terms = terms;
    }

    public void WriteConnack(bool isResumed)
    {
        lock (Outbox.Gate)
            (Terms.Connack with { SessionPresent = isResumed }).Write(Outbox, Terms.Version);
    }

    /// <summary>Whether the client may have what a filter or a topic stands for.</summary>
    public bool MaySubscribe(ReadOnlySpan<byte> filter) => _services.Access.MaySubscribe(Terms.Identity, filter);

    /// <summary>Whether the client may go on.</summary>
    public bool MayStay() => _services.Access.MayStay(Terms.Identity);

    public void WriteAck(PacketType type, ushort packetId, ReasonCode reason)
    {
        lock (Outbox.Gate)
            Outbox.Advance(AckPacket.Write(Outbox.GetSpan(AckPacket.MaximumPlainLength), type, packetId, reason, Terms.Version));
    }

    /// <summary>Writes a message without sending it yet. False when it is larger than the client takes.</summary>
    public bool TryWritePublish(in RoutedPublish publish, in OutgoingMessage message, ushort packetId)
    {
        ConnectionTerms terms = Terms;
        lock (Outbox.Gate)
        {
            return PublishSerializer.TryWrite(Outbox, terms, publish, message, packetId, publish.ExpiresAtMs == 0 ? 0 : _services.NowMs);
        }
    }

    /// <summary>True when the caller is the one who has to call <see cref="FlushTouched"/>.</summary>
    public bool MarkTouched()
    {
        if (Outbox.Pending > FlushEarly)
            Outbox.Flush();
        return Interlocked.Exchange(ref _touched, 1) == 0;
    }

    public void FlushTouched()
    {
        Interlocked.Exchange(ref _touched, 0);
        Outbox.Flush();
    }

    /// <returns>False always: whatever still waits has registered again here, with the log that it waits for now.</returns>
    public override bool Acknowledge()
    {
        // Before the look at the ring: from here on the reader registers for itself, and what it added earlier is seen below.
        lock (_awaitGate)
            _awaited = null;
        try
        {
            SendAcknowledgements();
        }
        catch (Exception e)
        {
            // The store has failed; the receiver's log, whose commit this is, has not.
            BrokerMessages.ConnectionFailed(_services.Logger, e, RemoteEndPoint);
            Disconnect(ReasonCode.UnspecifiedError);
        }

        Outbox.Flush();
        Wake();
        return false;
    }

    /// <summary>
    /// Writes the answers that may go, and registers with the log that the next one waits for, once until it calls.
    /// Whoever names a log in <c>_awaited</c> registers there and looks at the ring again; whoever finds it named may
    /// leave the rest to that. A registration too many only costs a call of <see cref="Acknowledge"/>.
    /// </summary>
    public void SendAcknowledgements()
    {
        if (_ring.Count == 0)
            return;
        while (_ring.Drain() is { } blocker)
        {
            lock (_awaitGate)
            {
                if (_awaited == blocker)
                    return;
                _awaited = blocker;
            }

            // A commit may have passed between the look at the ring and the registration, and another log be next.
            blocker.Await(this);
        }
    }

    /// <summary>Something was read.</summary>
    public void MarkActive() => Volatile.Write(ref _lastActive, _services.Time.GetTimestamp());

    /// <summary>Waits while the receiver has no room, the client owes a read of what was sent to it, or the disk owes commits.</summary>
    public ValueTask WaitForRoomAsync()
    {
        ValueTask room = _services.Router.WaitForRoomAsync(Stopping);
        return room.IsCompletedSuccessfully && !MustPause ? ValueTask.CompletedTask : WaitAsync(room);
    }

    /// <summary>
    /// Ends the connection, from the reader or from outside (a takeover, a silence, the end of the broker): counts the
    /// reason, tells it in 5.0 [MQTT-4.13.1-1], and stops the reader, which cleans up. The first reason counts.
    /// </summary>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">The same in words, where there is more to say.</param>
    public void Disconnect(ReasonCode reason, string? detail = null)
    {
        if (Interlocked.CompareExchange(ref _closing, (int)reason, NotClosing) != NotClosing)
            return;
        _services.Statistics.CountRefused(IsAccepted ? RefusalStage.Connection : RefusalStage.Connect, reason);
        if (_terms is { Version: MqttProtocolVersion.V500 } terms)
        {
            var packet = new DisconnectPacket { ReasonCode = reason, ReasonString = detail };
            if (!Outbox.TryWrite(o => packet.Write(o, MqttProtocolVersion.V500), terms.MaximumPacketSize) && detail is not null)
                Outbox.TryWrite(o => (packet with { ReasonString = null }).Write(o, MqttProtocolVersion.V500), terms.MaximumPacketSize);
        }

        Outbox.Flush();
        Wake();
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The reader has ended by itself.
        }
    }

    /// <summary>Looks at the clock; called about once a second.</summary>
    public void CheckTime()
    {
        TimeProvider time = _services.Time;
        if (Volatile.Read(ref _lingeringSince) is var lingering and not 0)
        {
            if (time.GetElapsedTime(lingering) >= LingerTime)
                StopLingering();
        }
        else if (!IsAccepted)
        {
            if (time.GetElapsedTime(_openedAt) >= _services.Options.ConnectTimeout)
                Disconnect(ReasonCode.MaximumConnectTime);
        }
        else if (Outbox.Stalled >= _services.Options.StallTimeout)
        {
            Disconnect(ReasonCode.QuotaExceeded);
            _socket.Dispose();
        }
        else if (Terms.SilenceLimit > TimeSpan.Zero && !_isPaused
            && time.GetElapsedTime(Volatile.Read(ref _lastActive)) >= Terms.SilenceLimit)
        {
            Disconnect(ReasonCode.KeepAliveTimeout);
        }
    }

    /// <summary>A connection that only waits for its peer to close is closed now.</summary>
    public void StopLingering()
    {
        if (Volatile.Read(ref _lingeringSince) != 0)
            _socket.Dispose();
    }

    /// <summary>
    /// Closes the socket so that the last words arrive: a close with unread bytes would reset the connection and take
    /// them away, so what still comes is read and thrown away for a moment.
    /// </summary>
    public async Task CloseAsync(bool hasLastWords)
    {
        Volatile.Write(ref _lingeringSince, _services.Time.GetTimestamp());
        try
        {
            Outbox.Flush();
            if (hasLastWords)
                await LingerAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer closed first, or the linger time is over.
        }

        Outbox.Close();
        _socket.Dispose();
    }

    public void Dispose() => _stopping.Dispose();

    private async ValueTask WaitAsync(ValueTask room)
    {
        _isPaused = true;
        await room.ConfigureAwait(false);
        await PauseWhileAsync(() => MustPause && ClosingReason is null).ConfigureAwait(false);
        MarkActive();
        _isPaused = false;
    }

    private async ValueTask PauseWhileAsync(Func<bool> isToWait)
    {
        while (isToWait())
        {
            var pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _pause, pause);
            if (!isToWait())
                break;
            await pause.Task.ConfigureAwait(false);
        }
    }

    private async Task LingerAsync()
    {
        await PauseWhileAsync(() => Outbox.IsSending).ConfigureAwait(false);
        _socket.Shutdown(SocketShutdown.Send);
        if (ClosingReason == ReasonCode.ServerShuttingDown)
            return;
        var waste = new byte[4096];
        while (await _socket.ReceiveAsync(waste, SocketFlags.None).ConfigureAwait(false) > 0)
        {
        }
    }

    private void Wake() => Interlocked.Exchange(ref _pause, null)?.TrySetResult();

    // On the pool: the thread that drained the socket may be a log's commit thread, or hold a lock.
    private void OnDrained() => ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.GoOn(), this, preferLocal: false);

    private void GoOn()
    {
        _terms?.Session?.Output.Pump(this);
        Outbox.Flush();
        Wake();
    }
}
