using System.Buffers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The life of one connection, from the first byte to the last: reads, cuts packets out of what was read, hands them to
/// the handlers, and answers everything of one read with one write.
/// </summary>
internal sealed partial class ConnectionReader(Socket socket, BrokerConnection connection, BrokerServices services)
{
    // A connection that always has something to read leaves its thread to the others now and then.
    private const int ReadsInARow = 16;
    // Bytes of a packet that has not arrived whole which count as a sign of life.
    private const int PartialProgress = 1_000;

    private readonly SocketInput _input = new(socket, connection.Stopping);
    private readonly ReadFill _fill = new(services.Options.ReadFill, services.Time);
    private readonly PartialInput _partial = new(connection, services);
    private readonly Handshake _handshake = new(connection, services);
    private readonly Delivery _delivery = new();
    private byte[]? _scratch;
    private DecodeContext _context;
    private PublishHandler? _publishes;
    private SubscriptionHandler? _subscriptions;
    private ConnectPacket? _connect;
    private TimeSpan? _sessionExpiry;
    private int _messages;
    private int _packets;
    private int _partialBytes;
    private bool _isFinished;
    private bool _isGraceful;
    private bool _isRefused;

    /// <summary>Reads until the connection ends, whichever way, and cleans up after it.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync().ConfigureAwait(false);
        }
        catch (MqttProtocolException e)
        {
            LogRefused(services.Logger, connection.RemoteEndPoint, e.ReasonCode, e.Message);
            connection.Disconnect(e.ReasonCode, e.Message);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The peer is gone, or somebody else ended the connection; the will below says so.
        }
        catch (Exception e)
        {
            BrokerMessages.ConnectionFailed(services.Logger, e, connection.RemoteEndPoint);
            connection.Disconnect(ReasonCode.UnspecifiedError);
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private async Task ReadAsync()
    {
        int row = 0;
        while (!_isFinished)
        {
            if (connection.IsAccepted)
            {
                await connection.WaitForRoomAsync().ConfigureAwait(false);
                if (_fill.IsFilling)
                    await Task.Delay(services.Options.ReadFill, services.Time).ConfigureAwait(false);
            }

            ValueTask<int> reading = _input.ReadAsync();
            bool isSynchronous = reading.IsCompleted;
            int bytes = await reading.ConfigureAwait(false);
            if (bytes == 0)
                return;
            await ConsumeAsync(bytes).ConfigureAwait(false);
            row = isSynchronous ? row + 1 : 0;
            if (row == ReadsInARow)
            {
                row = 0;
                await Task.Yield();
            }
        }
    }

    private async ValueTask ConsumeAsync(int bytes)
    {
        while (_input.TryGetBuffer(out ReadOnlySequence<byte> buffer))
        {
            _messages = _packets = 0;
            SequencePosition consumed = buffer.Start;
            try
            {
                consumed = Process(buffer);
            }
            finally
            {
                // Also when a packet was refused: those before it were good, and are answered.
                services.Statistics.CountReceived(_messages, bytes);
                EndBatch();
            }

            MarkActive(bytes);
            _fill.OnRead(_messages);
            bytes = 0;
            if (_connect is not { } connect)
            {
                long unread = buffer.Slice(consumed).Length;
                _input.Consume(consumed, buffer.End);
                _partial.Account(unread);
                return;
            }

            // What follows the CONNECT in the same read waits for its answer.
            _input.Consume(consumed, consumed);
            _connect = null;
            await AnswerAsync(connect).ConfigureAwait(false);
            if (_isFinished)
                return;
        }
    }

    /// <summary>A keep-alive is fed by packets [MQTT-3.1.2-22], not by a byte of one now and then; but a large one may take its time.</summary>
    private void MarkActive(int bytes)
    {
        _partialBytes += bytes;
        if (_packets == 0 && _partialBytes < PartialProgress)
            return;
        _partialBytes = 0;
        connection.MarkActive();
    }

    private SequencePosition Process(ReadOnlySequence<byte> buffer)
    {
        int maximum = connection.IsAccepted ? services.Options.MaximumPacketSize : services.Options.MaximumConnectPacketSize;
        while (!_isFinished && _connect is null)
        {
            if (!buffer.IsSingleSegment)
            {
                if (!FrameReader.TryRead(ref buffer, maximum, ref _scratch, out Frame scattered))
                    break;
                Dispatch(scattered);
                continue;
            }

            ReadOnlySpan<byte> span = buffer.FirstSpan;
            while (FrameReader.TryRead(ref span, maximum, out Frame frame))
            {
                Dispatch(frame);
                if (_isFinished || _connect is not null)
                    break;
            }

            return buffer.GetPosition(buffer.FirstSpan.Length - span.Length);
        }

        return buffer.Start;
    }

    private void Dispatch(in Frame frame)
    {
        _packets++;
        if (_publishes is null || _subscriptions is null)
        {
            ReadConnect(frame);
            return;
        }

        switch (frame.Type)
        {
            case PacketType.Publish:
                _messages++;
                _publishes.Handle(frame);
                break;
            case PacketType.Puback or PacketType.Pubrec or PacketType.Pubcomp:
                connection.Terms.Session!.Output.Acknowledge(connection, AckPacket.Parse(frame, _context));
                break;
            case PacketType.Pubrel:
                _publishes.Release(AckPacket.Parse(frame, _context).PacketId);
                break;
            case PacketType.Subscribe:
                _subscriptions.Subscribe(frame);
                break;
            case PacketType.Unsubscribe:
                _subscriptions.Unsubscribe(frame);
                break;
            case PacketType.Pingreq:
                // It also says that what came before was handled.
                connection.SendAcknowledgements();
                connection.Outbox.Write(PingPacket.Response);
                break;
            case PacketType.Disconnect:
                TakeLeave(DisconnectPacket.Parse(frame, _context));
                break;
            default:
                frame.CheckSender(_context);
                throw new MqttProtocolException(ReasonCode.ProtocolError, $"{frame.Type} at this point [MQTT-3.1.0-2].");
        }
    }

    private void ReadConnect(in Frame frame)
    {
        if (frame.Type != PacketType.Connect)
            throw new MqttProtocolException(ReasonCode.ProtocolError, $"The first packet is {frame.Type} [MQTT-3.1.0-1].");
        try
        {
            _connect = ConnectPacket.Parse(frame, services.Options.MaximumUserProperties);
        }
        catch (MqttProtocolException e)
        {
            MqttProtocolVersion? answer = ConnectPacket.AnswerVersion(frame);
            // 3.1.1 has no code for what cannot be read: it closes, but says so when it is the version that is wrong.
            if (answer is { } version && (version == MqttProtocolVersion.V500 || e.ReasonCode == ReasonCode.UnsupportedProtocolVersion))
                _isRefused = !_handshake.Refuse(version, e.ReasonCode, e.Message);
            else
                services.Statistics.CountRefused(RefusalStage.Connect, e.ReasonCode);
            LogRefused(services.Logger, connection.RemoteEndPoint, e.ReasonCode, e.Message);
            _isFinished = true;
        }
    }

    private async ValueTask AnswerAsync(ConnectPacket connect)
    {
        if (await _handshake.AcceptAsync(connect).ConfigureAwait(false))
        {
            _context = new DecodeContext(connect.Version, PacketSender.Client, services.Options.MaximumUserProperties);
            _publishes = new PublishHandler(connection, services, _context, _delivery);
            _subscriptions = new SubscriptionHandler(connection, services, _context, _delivery);
        }
        else
        {
            _isFinished = _isRefused = true;
        }

        connection.Outbox.Flush();
    }

    private void TakeLeave(DisconnectPacket packet)
    {
        if (packet.SessionExpirySeconds is { } seconds)
        {
            if (seconds > 0 && connection.Terms.SessionExpiry == TimeSpan.Zero)
                throw new MqttProtocolException(ReasonCode.ProtocolError, "DISCONNECT asks to keep a session that was to end (section 3.14.2.2.2).");
            _sessionExpiry = TimeSpan.FromSeconds(Math.Min(seconds, services.Options.MaximumSessionExpiry.TotalSeconds));
        }

        // Every other reason publishes the will [MQTT-3.14.4-3].
        _isGraceful = packet.ReasonCode == ReasonCode.Success;
        _isFinished = true;
    }

    private void EndBatch()
    {
        _delivery.Flush();
        if (connection.IsAccepted)
            connection.SendAcknowledgements();
        connection.Outbox.Flush();
    }

    private async Task EndAsync()
    {
        try
        {
            if (connection is { IsAccepted: true, Terms.Session: { } session })
                Departure.Take(connection, session, services, _delivery, _isGraceful, _sessionExpiry);
        }
        catch (Exception e)
        {
            // The store or the receiver has failed; the socket is closed all the same.
            BrokerMessages.ConnectionFailed(services.Logger, e, connection.RemoteEndPoint);
        }

        await connection.CloseAsync(hasLastWords: _isRefused || (connection.IsAccepted && connection.ClosingReason is not null)).ConfigureAwait(false);
        _input.Close();
        _partial.Account(0);
        if (_scratch is not null)
            ArrayPool<byte>.Shared.Return(_scratch);
        services.Statistics.CountClosed();
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Debug, Message = "Connection of {RemoteEndPoint} refused: {Reason}. {Detail}")]
    private static partial void LogRefused(ILogger logger, System.Net.IPEndPoint remoteEndPoint, ReasonCode reason, string detail);
}
