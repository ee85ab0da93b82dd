using System.Buffers;
using System.IO.Pipelines;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>One connection of a client, from CONNECT to its end. Everything received runs through its one reading loop.</summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    /// <summary>
    /// Bytes of acknowledgements that the socket has not taken: 65,535 messages, as many as there are identifiers, need
    /// less than this.
    /// </summary>
    private const int MaximumAnswers = 1 << 20;

    private readonly MqttClientOptions _options;
    private readonly ClientSession _session;
    private readonly MqttTransport _transport;
    private readonly TimeProvider _time;
    private readonly MqttClientStatistics _statistics;
    private readonly SendBuffer _output;
    private readonly IncomingPublishes _incoming;
    private readonly OversizedPublish? _oversized;
    private readonly int _frameLimit;
    private readonly ReadPacer _pacer;
    private readonly DecodeContext _context;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _cleanStart;
    private KeepAliveMonitor? _keepAlive;
    private Task _keepAliveLoop = Task.CompletedTask;
    private Exception? _closeReason;
    private ConnectionPhase _phase;
    private byte[]? _scratch;
    private int _messages;
    private bool _isStopping;

    public ClientConnection(
        MqttTransport transport, MqttClientOptions options, ClientSession session, IPublishReceiver? receiver, TimeProvider time, MqttClientStatistics statistics)
    {
        _transport = transport;
        _options = options;
        _session = session;
        _time = time;
        _statistics = statistics;
        _context = new DecodeContext(options.ProtocolVersion, PacketSender.Server, options.MaximumUserProperties);
        _output = new SendBuffer(transport.Stream, OnWritten, Close);
        _incoming = new IncomingPublishes(receiver, session, _output, options, statistics);
        _oversized = options.ProtocolVersion == MqttProtocolVersion.V311 ? new OversizedPublish(options.MaximumPacketSize, _incoming) : null;
        _frameLimit = _oversized is null ? options.MaximumPacketSize : FrameReader.LargestPacket;
        _pacer = new ReadPacer(options.ReadFill, transport.Socket, transport.IsEncrypted);
        _cleanStart = session.IsCleanStart;
    }

    /// <summary>Completes when the broker has granted everything; fails never.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Where packets without an acknowledgement are appended.</summary>
    public SendBuffer Output => _output;

    /// <summary>What the server takes; to be read once opened.</summary>
    public ServerLimits Limits { get; private set; } = ServerLimits.None;

    /// <summary>The topic aliases set up here, guarded by the gate of <see cref="Output"/>; null when the server takes none.</summary>
    public OutgoingAliases? Aliases { get; private set; }

    /// <summary>Completes when <see cref="RunAsync"/> does; fails never.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// Reads until the connection ends, and throws why it did; a protocol error has been told to the server. Returns
    /// after <see cref="Stop"/>, with DISCONNECT sent.
    /// </summary>
    public async Task RunAsync()
    {
        try
        {
            SendConnect();
            await ReadAsync().ConfigureAwait(false);
            await _incoming.WhenAcknowledgedAsync(_closing.Token).ConfigureAwait(false);
            await SayGoodbyeAsync(ReasonCode.Success).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _isStopping))
        {
            await SayGoodbyeAsync(ReasonCode.Success).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _closeReason) is not null)
        {
            // It waited for room, not for the network.
            throw _closeReason!;
        }
        catch (MqttConnectionException e) when (e.IsLeaving)
        {
            await SayGoodbyeAsync(ReasonCode.Success).ConfigureAwait(false);
            throw;
        }
        catch (MqttProtocolException e)
        {
            await SayGoodbyeAsync(e.ReasonCode).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _session.Outgoing.Detach();
            _session.Subscriptions.Detach();
            _incoming.Close();
            _ended.TrySetResult();
        }
    }

    /// <summary>Reads no more, waits until what was received is acknowledged, and says DISCONNECT.</summary>
    public void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        _transport.Input.CancelPendingRead();
    }

    /// <summary>Ends <see cref="RunAsync"/> with this reason; after <see cref="Stop"/> it only cuts the waiting short.</summary>
    public void Close(Exception reason)
    {
        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _closing.Cancel();
        _transport.Input.CancelPendingRead();
    }

    public async ValueTask DisposeAsync()
    {
        Close(new ObjectDisposedException(nameof(ClientConnection)));
        _output.Close();
        await _keepAliveLoop.ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
        _pacer.Dispose();
        if (_scratch is not null)
            ArrayPool<byte>.Shared.Return(_scratch);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            ValueTask room = _incoming.WaitForRoomAsync(_closing.Token);
            if (!room.IsCompletedSuccessfully)
            {
                _keepAlive?.Pause();
                await room.ConfigureAwait(false);
                _keepAlive?.Received();
            }

            ReadResult result = await _transport.Input.ReadAsync().ConfigureAwait(false);
            if (Volatile.Read(ref _closeReason) is { } reason)
                throw reason;
            if (Volatile.Read(ref _isStopping))
                return;

            ReadOnlySequence<byte> buffer = result.Buffer;
            long length = buffer.Length;
            _messages = 0;
            _keepAlive?.Received();
            Handle(ref buffer);
            _statistics.CountRead(_messages, length - buffer.Length);
            _transport.Input.AdvanceTo(buffer.Start, buffer.End);
            _incoming.EndRead();
            if (_output.Answers > MaximumAnswers)
                throw new MqttConnectionException(ReasonCode.QuotaExceeded, "the broker sends and does not read the answers");
            if (result.IsCompleted)
                throw new MqttConnectionException(ReasonCode.UnspecifiedError, "the broker closed the connection");
            await _pacer.WaitAsync(_messages).ConfigureAwait(false);
        }
    }

    private void Handle(ref ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_oversized is not null && _oversized.TryPass(ref buffer))
                continue;
            ReadOnlySpan<byte> span = buffer.FirstSpan;
            int length = span.Length;
            while (FrameReader.TryRead(ref span, _frameLimit, out Frame frame))
                Handle(frame);
            buffer = buffer.Slice(length - span.Length);

            // What is left lies in several pieces or is not complete.
            if (buffer.IsSingleSegment || !FrameReader.TryRead(ref buffer, _frameLimit, ref _scratch, out Frame scattered))
                return;
            Handle(scattered);
        }
    }

    private void Handle(in Frame frame)
    {
        if (frame.Type == PacketType.Publish && _phase != ConnectionPhase.Connecting)
        {
            _messages++;
            _incoming.Receive(frame, _context);
            return;
        }

        frame.CheckSender(_context);
        if (frame.Type == PacketType.Connack != (_phase == ConnectionPhase.Connecting))
            MqttProtocolException.ThrowProtocolError(frame.Type == PacketType.Connack ? "A second CONNACK." : $"{frame.Type} before CONNACK [MQTT-3.2.0-1].");
        switch (frame.Type)
        {
            case PacketType.Connack:
                Connected(ConnackPacket.Parse(frame, _context));
                break;
            case PacketType.Puback or PacketType.Pubrec or PacketType.Pubcomp:
                _session.Outgoing.Acknowledge(AckPacket.Parse(frame, _context));
                break;
            case PacketType.Pubrel:
                _incoming.Release(AckPacket.Parse(frame, _context).PacketId);
                break;
            case PacketType.Suback:
                if (_session.Subscriptions.Acknowledge(SubackPacket.Parse(frame, _context)))
                    Open();
                break;
            case PacketType.Unsuback:
                _session.Subscriptions.Acknowledge(UnsubackPacket.Parse(frame, _context));
                break;
            case PacketType.Pingresp:
                break;
            case PacketType.Disconnect:
                throw Disconnected(DisconnectPacket.Parse(frame, _context));
            default:
                MqttProtocolException.ThrowProtocolError($"{frame.Type} that nobody asked for.");
                break;
        }
    }

    private void SendConnect()
    {
        lock (_output.Gate)
            _session.CreateConnect(_cleanStart).Write(_output);
        _output.Flush();
    }

    private void Connected(ConnackPacket connack)
    {
        if (connack.ReasonCode != ReasonCode.Success)
        {
            throw new MqttConnectionException(
                connack.ReasonCode, $"the broker refused the connection: {connack.ReasonCode}{Printable.Tail(connack.ReasonString)}{Printable.Elsewhere(connack.ServerReference)}");
        }

        if (connack.SessionPresent && _cleanStart)
            MqttProtocolException.ThrowProtocolError("A session is present after a clean start [MQTT-3.2.2-2].");
        if (connack.AuthenticationMethod is not null)
            MqttProtocolException.ThrowProtocolError("An authentication method, and none was asked for [MQTT-4.12.0-6].");

        _session.Connected(connack);
        Limits = ServerLimits.Of(connack);
        int aliases = Math.Min(Limits.TopicAliasMaximum, _options.OutgoingTopicAliases);
        Aliases = aliases == 0 ? null : new OutgoingAliases(aliases, Limits.MaximumPacketSize);
        TimeSpan keepAlive = connack.ServerKeepAliveSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _options.KeepAlive;
        if (keepAlive > TimeSpan.Zero)
        {
            _keepAlive = new KeepAliveMonitor(keepAlive, _time);
            _keepAliveLoop = new KeepAliveLoop(_keepAlive, _output, Close, _time).RunAsync(_closing.Token);
        }

        _phase = ConnectionPhase.Subscribing;
        _session.Outgoing.Attach(_output, Limits, Aliases, connack.SessionPresent);
        if (_session.Subscriptions.Attach(_output, Limits, connack.SessionPresent))
            Open();
    }

    private static MqttConnectionException Disconnected(DisconnectPacket packet) => new(
        packet.ReasonCode, $"the broker disconnected: {packet.ReasonCode}{Printable.Tail(packet.ReasonString)}{Printable.Elsewhere(packet.ServerReference)}");

    private void Open()
    {
        _phase = ConnectionPhase.Open;
        _opened.TrySetResult();
    }

    private void OnWritten()
    {
        _keepAlive?.Sent();
        _session.Outgoing.Pump();
    }

    private async Task SayGoodbyeAsync(ReasonCode reason)
    {
        if (!ReasonCodes.IsAllowed(PacketType.Disconnect, PacketSender.Client, (byte)reason))
            reason = ReasonCode.UnspecifiedError;
        if (reason == ReasonCode.Success || _options.ProtocolVersion == MqttProtocolVersion.V500)
        {
            lock (_output.Gate)
                new DisconnectPacket { ReasonCode = reason }.Write(_output, _options.ProtocolVersion);
        }

        // A peer that does not read does not get to hold the client.
        await Task.WhenAny(_output.WhenIdleAsync(), Task.Delay(TimeSpan.FromSeconds(1), _time)).ConfigureAwait(false);
        _output.Close();
    }
}
