using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// The messages of one connection on their way in: handed to the receiver, acknowledged when their log has committed.
/// </summary>
/// <remarks>
/// <see cref="Receive"/>, <see cref="Release"/> and <see cref="EndRead"/> belong to the reading thread; a log calls
/// <see cref="Acknowledge"/> from its own. The receipts of one read go into the ring together: one lock for all.
/// </remarks>
internal sealed class IncomingPublishes(
    IPublishReceiver? receiver, ClientSession session, SendBuffer output, MqttClientOptions options) : PublishOrigin
{
    private readonly AcknowledgementRing _ring = new(options.ReceiveMaximum, options.ProtocolVersion);
    private PendingAcknowledgement[] _batch = new PendingAcknowledgement[64];
    private int _batchCount;
    private bool _isClosed;
    private TaskCompletionSource? _acknowledged;

    public override string ClientId => session.ClientId;

    public override string? UserName => options.UserName;

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        receiver?.WaitForRoomAsync(cancellationToken) ?? ValueTask.CompletedTask;

    public void Receive(in PublishPacket packet)
    {
        if (packet.TopicAlias != 0)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, "A topic alias, and none was offered [MQTT-3.3.2-9].");
        switch (packet.QualityOfService)
        {
            case QualityOfService.AtMostOnce:
                receiver?.Receive(packet.View, this);
                break;
            case QualityOfService.AtLeastOnce:
                Owe(new PendingAcknowledgement(Deliver(packet), packet.PacketId, PacketType.Puback));
                break;
            default:
                if (!session.ReceivedIds.TryGet(packet.PacketId, out Receipt receipt))
                {
                    receipt = Deliver(packet);
                    session.ReceivedIds.Add(packet.PacketId, receipt);
                }

                Owe(new PendingAcknowledgement(receipt, packet.PacketId, PacketType.Pubrec));
                break;
        }
    }

    /// <summary>PUBREL: the server knows that the message has arrived; its packet id is free again.</summary>
    public void Release(ushort packetId)
    {
        bool known = session.ReceivedIds.Remove(packetId);
        lock (output.Gate)
        {
            new AckPacket(PacketType.Pubcomp, packetId, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound)
                .Write(output, options.ProtocolVersion);
        }
    }

    /// <summary>Everything of one read has been received: sends what may be acknowledged, and registers for the rest.</summary>
    public void EndRead()
    {
        if (_batchCount > 0)
        {
            _ring.Add(_batch.AsSpan(0, _batchCount));
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

    private Receipt Deliver(in PublishPacket packet) => receiver is null ? default : receiver.Receive(packet.View, this);

    private void Owe(in PendingAcknowledgement acknowledgement)
    {
        if (_batchCount == _batch.Length)
            Array.Resize(ref _batch, _batch.Length * 2);
        _batch[_batchCount++] = acknowledgement;
    }
}
