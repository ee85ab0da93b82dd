using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// The messages of one connection on their way in: handed to the receiver, acknowledged when their log has committed.
/// </summary>
/// <remarks>
/// <see cref="Receive(in PublishPacket)"/>, <see cref="Release"/> and <see cref="EndRead"/> belong to the reading thread; a log calls
/// <see cref="Acknowledge"/> from its own. The receipts of one read go into the ring together: one lock for all.
/// </remarks>
internal sealed class IncomingPublishes(
    IPublishReceiver? receiver, ClientSession session, SendBuffer output, MqttClientOptions options, MqttClientStatistics statistics) : PublishOrigin
{
    // 3.1.1 has no receive maximum; there are only so many packet identifiers.
    private readonly AcknowledgementRing _ring = new(Limit(options), options.ProtocolVersion);
    private readonly IncomingAliases _aliases = new(options.TopicAliasMaximum);

    // The session knows more: its ids outlive a connection, the server's quota does not (section 4.9).
    private readonly HashSet<ushort> _unreleased = [];
    private PendingAcknowledgement[] _batch = new PendingAcknowledgement[64];
    private int _batchCount;
    private bool _isClosed;
    private TaskCompletionSource? _acknowledged;

    public override string ClientId => session.ClientId;

    public override string? UserName => options.UserName;

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        receiver?.WaitForRoomAsync(cancellationToken) ?? ValueTask.CompletedTask;

    /// <summary>
    /// A PUBLISH as it came. Above QoS 0 one that cannot be read is refused and not the end of the connection: what a
    /// device sent and the server forwarded would come again on every next one.
    /// </summary>
    /// <exception cref="MqttProtocolException">As the other, and 0x81 or 0x82 where there is no packet identifier to answer to.</exception>
    public void Receive(in Frame frame, in DecodeContext context)
    {
        if (1 + VariableInteger.Length(frame.Body.Length) + frame.Body.Length > options.MaximumPacketSize && TryRefuse(frame, MqttRefusal.TooLarge))
            return;
        scoped PublishPacket packet;
        try
        {
            packet = PublishPacket.Parse(frame, context);
        }
        catch (MqttProtocolException e) when (e.ReasonCode is ReasonCode.MalformedPacket or ReasonCode.ProtocolError
            && QualityOf(frame) != QualityOfService.AtMostOnce && TryRefuse(frame, MqttRefusal.Unreadable))
        {
            return;
        }

        Receive(packet);
    }

    /// <summary>Acknowledges a message without handing it on, and counts it.</summary>
    /// <returns>False when its packet identifier cannot be read.</returns>
    public bool TryRefuse(in Frame frame, MqttRefusal reason)
    {
        QualityOfService quality = QualityOf(frame);
        if (quality != QualityOfService.AtMostOnce)
        {
            if (!BinaryPrimitives.TryReadUInt16BigEndian(frame.Body, out ushort topicLength)
                || frame.Body.Length < topicLength + 4
                || BinaryPrimitives.ReadUInt16BigEndian(frame.Body[(topicLength + 2)..]) is not (> 0 and var packetId))
            {
                return false;
            }

            PacketType answer = quality == QualityOfService.AtLeastOnce ? PacketType.Puback : PacketType.Pubrec;
            Owe(new PendingAcknowledgement(new Receipt(null, 0, ReasonCode.ImplementationSpecificError), packetId, answer));
        }

        statistics.CountRefused(reason);
        return true;
    }

    /// <exception cref="MqttProtocolException">0x94 or 0x82 for the topic alias; 0x93: more at once than was offered.</exception>
    public void Receive(in PublishPacket packet)
    {
        PublishView view = packet.ViewAs(packet.TopicAlias == 0 ? packet.Topic : _aliases.Resolve(packet.TopicAlias, packet.Topic));
        switch (packet.QualityOfService)
        {
            case QualityOfService.AtMostOnce:
                receiver?.Receive(view, this);
                break;
            case QualityOfService.AtLeastOnce:
                Owe(new PendingAcknowledgement(Deliver(view), packet.PacketId, PacketType.Puback));
                break;
            default:
                Owe(new PendingAcknowledgement(DeliverOnce(view, packet.PacketId), packet.PacketId, PacketType.Pubrec));
                break;
        }
    }

    /// <summary>PUBREL: the server knows that the message has arrived; its packet id is free again.</summary>
    public void Release(ushort packetId)
    {
        _unreleased.Remove(packetId);
        bool known = session.ReceivedIds.Remove(packetId);
        lock (output.Gate)
        {
            new AckPacket(PacketType.Pubcomp, packetId, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound)
                .Write(output, options.ProtocolVersion);
            output.CountAnswer(AckPacket.MaximumPlainLength);
        }
    }

    /// <summary>Everything of one read has been received: sends what may be acknowledged, and registers for the rest.</summary>
    public void EndRead()
    {
        if (_batchCount > 0)
        {
            _ring.Add(_batch.AsSpan(0, _batchCount), _unreleased.Count);
            _batchCount = 0;
            DrainAndAwait();
        }

        output.Flush();
    }

    /// <inheritdoc/>
    /// <returns>False always: whatever still waits has registered again here, with the log that it waits for now.</returns>
    public override bool Acknowledge()
    {
        if (Volatile.Read(ref _isClosed))
            return false;
        DrainAndAwait();
        output.Flush();
        if (_ring.Count == 0)
            Volatile.Read(ref _acknowledged)?.TrySetResult();
        return false;
    }

    /// <summary>Completes when nothing waits for a commit any more. Nothing may be received meanwhile.</summary>
    public Task WhenAcknowledgedAsync(CancellationToken cancellationToken)
    {
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _acknowledged, acknowledged);
        return _ring.Count == 0 ? Task.CompletedTask : acknowledged.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The connection is gone; the server sends again what was not acknowledged.</summary>
    public void Close() => Volatile.Write(ref _isClosed, true);

    // A commit may have passed between draining and registering, and another log be next. Whoever drains registers, even
    // if another thread does so too: a registration too many only costs a call.
    private void DrainAndAwait()
    {
        IDurableLog? awaited = null;
        while (_ring.Drain(output) is { } log && log != awaited)
        {
            log.Await(this);
            awaited = log;
        }
    }

    private Receipt Deliver(in PublishView view) => receiver is null ? default : receiver.Receive(view, this);

    private Receipt DeliverOnce(in PublishView view, ushort packetId)
    {
        if (!session.ReceivedIds.TryGet(packetId, out Receipt receipt))
        {
            receipt = Deliver(view);
            session.ReceivedIds.Add(packetId, receipt);
        }

        if (receipt.Reason < ReasonCode.UnspecifiedError)
            _unreleased.Add(packetId);
        return receipt;
    }

    private static QualityOfService QualityOf(in Frame frame) => (QualityOfService)(frame.Flags >> 1 & 3);

    private static int Limit(MqttClientOptions options) =>
        options.ProtocolVersion == MqttProtocolVersion.V500 ? options.ReceiveMaximum : ushort.MaxValue;

    private void Owe(in PendingAcknowledgement acknowledgement)
    {
        if (_batchCount == _batch.Length)
            Array.Resize(ref _batch, _batch.Length * 2);
        _batch[_batchCount++] = acknowledgement;
    }
}
