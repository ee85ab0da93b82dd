using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>The way of messages from the broker to one session's client.</summary>
internal sealed class SessionOutput(Lock gate, SessionLog log, SessionServices services)
{
    private readonly OutgoingQueue _queue = new();
    private BrokerConnection? _connection;
    private long _accountedBytes;
    private bool _isClosed;

    /// <summary>Who takes the messages now; null while the client is away. Written under the gate.</summary>
    public BrokerConnection? Connection
    {
        get => Volatile.Read(ref _connection);
        set => Volatile.Write(ref _connection, value);
    }

    /// <summary>The number the next message will have.</summary>
    public long NextSequence => _queue.NextSequence;

    /// <summary>The number of the oldest message still on its way.</summary>
    public long HeadSequence => _queue.HeadSequence;

    /// <summary>Hands a message to the client, or keeps it for later as its QoS and the limits allow.</summary>
    /// <param name="publish">The message.</param>
    /// <param name="target">How the session subscribed.</param>
    /// <param name="isRetained">True for a retained message sent because of a new subscription [MQTT-3.3.1-8].</param>
    /// <param name="delivery">The publishing thread's.</param>
    /// <returns>Why it was dropped, and counted; null when it was not.</returns>
    public DropReason? Deliver(in RoutedPublish publish, in MatchTarget target, bool isRetained, Delivery delivery)
    {
        OutgoingMessage message = Message(publish, target, isRetained);
        DropReason? dropped = message.QualityOfService == QualityOfService.AtMostOnce && !isRetained
            ? DeliverAtMostOnce(publish, message, delivery)
            : DeliverInOrder(publish, ref message, Demand.Kept, delivery);
        if (dropped is { } reason)
            services.Statistics.CountDropped(reason);
        return dropped;
    }

    /// <summary>Hands a shared subscription's message to the client, or keeps it, if that is as the demand says; false else.</summary>
    public bool TryDeliver(in RoutedPublish publish, in MatchTarget target, Demand demand, Delivery delivery)
    {
        OutgoingMessage message = Message(publish, target, isRetained: false);
        return message.QualityOfService == QualityOfService.AtMostOnce
            ? demand == Demand.AtOnce && DeliverAtMostOnce(publish, message, delivery) is null
            : DeliverInOrder(publish, ref message, demand, delivery) is null;
    }

    /// <summary>PUBACK, PUBREC or PUBCOMP from the client.</summary>
    public void Acknowledge(BrokerConnection connection, in AckPacket ack)
    {
        lock (gate)
        {
            if (_connection != connection)
                return;
            long sequence = _queue.Find(ack.PacketId);
            if (sequence < 0)
            {
                // An unknown PUBACK or PUBCOMP changes nothing; a PUBREC still needs its answer.
                if (ack.Type == PacketType.Pubrec)
                    connection.WriteAck(PacketType.Pubrel, ack.PacketId, ReasonCode.PacketIdentifierNotFound);
                return;
            }

            CheckExpected(ack, _queue[sequence]);
            if (ack.Type == PacketType.Pubrec && ack.ReasonCode < ReasonCode.UnspecifiedError)
                Release(connection, ack.PacketId, sequence);
            else
                Finish(sequence);
            Pump(connection);
        }
    }

    /// <summary>Starts redelivery to a new connection. The gate is held.</summary>
    public void Resume(BrokerConnection connection)
    {
        Connection = connection;
        _queue.Rewind();
        Pump(connection);
    }

    /// <summary>Sends what waits, as far as the client's window and its socket allow.</summary>
    public void Pump(BrokerConnection connection)
    {
        lock (gate)
        {
            if (_connection != connection)
                return;
            while (_queue.TryNext(connection.SendWindow, out long sequence) && !connection.Outbox.IsFull)
            {
                OutgoingMessage entry = _queue[sequence];
                if (entry.State == OutgoingState.Released)
                {
                    _queue.MarkSent();
                    connection.WriteAck(PacketType.Pubrel, OutgoingQueue.PacketId(sequence), ReasonCode.Success);
                }
                else if (entry.State == OutgoingState.Queued && entry.Message!.IsExpired(services.NowMs))
                {
                    Drop(sequence, DropReason.Expired);
                }
                else
                {
                    Send(connection, sequence, entry, entry.Message!.View);
                }
            }

            Account();
        }
    }

    /// <summary>
    /// The client has gone: what waits for it because of a shared subscription goes to another member, if there is one;
    /// of what was sent at QoS 1, only when the client's session has ended too. At QoS 2 it may have been the one that got
    /// it [MQTT-4.8.2-5]. The gate is held.
    /// </summary>
    public void Withdraw(bool alsoSent)
    {
        Connection = null;
        _queue.Rewind();
        for (long sequence = _queue.HeadSequence; sequence < _queue.NextSequence; sequence++)
        {
            OutgoingMessage entry = _queue[sequence];
            bool isFree = entry.State == OutgoingState.Queued
                || (alsoSent && entry.State == OutgoingState.Sent && entry.QualityOfService == QualityOfService.AtLeastOnce);
            if (!isFree || entry is not { Group: { } group, Message: { } message } || group.Members < (alsoSent ? 1 : 2))
                continue;
            services.Shared.Withdrawn.Enqueue(new WithdrawnMessage(group, message, this, sequence));
            _queue.Discard(sequence);
        }

        Account();
    }

    /// <summary>Drops what the client may not have any more. The gate is held.</summary>
    /// <param name="connection">The client's.</param>
    /// <param name="alsoSent">True before anything is sent on this connection; else what is on it can only be waited for.</param>
    public void DropForbidden(BrokerConnection connection, bool alsoSent)
    {
        for (long sequence = alsoSent ? _queue.HeadSequence : _queue.UnsentSequence; sequence < _queue.NextSequence; sequence++)
        {
            OutgoingMessage entry = _queue[sequence];
            if (entry.Message is not { } message || connection.MaySubscribe(message.Topic))
                continue;
            services.Statistics.CountDropped(DropReason.NotAuthorized);
            if (entry.IsKept)
                log.Dequeued(sequence);
            _queue.Discard(sequence);
        }

        Account();
    }

    /// <summary>Another client has the message that was withdrawn here.</summary>
    public void ForgetWithdrawn(long sequence)
    {
        lock (gate)
            log.Dequeued(sequence);
    }

    /// <summary>The session is over: nothing is taken any more. The gate is held.</summary>
    public void Close()
    {
        _isClosed = true;
        Connection = null;
        services.Statistics.AddQueuedBytes(-_accountedBytes);
        _accountedBytes = 0;
    }

    /// <summary>Takes an operation of a replay.</summary>
    public void Restore(in BrokerOperation operation, bool isOpen)
    {
        OutgoingReplay.Restore(_queue, operation, isOpen);
        Account();
    }

    /// <summary>
    /// The replay is over. Messages may have been sent that did not reach the store any more; a client that holds the
    /// identifier of one must not take the next message for it, so those identifiers are passed over.
    /// </summary>
    public void FinishRestore() => _queue.PassOver(services.Options.MaximumInflight);

    /// <summary>Appends everything on its way to the log again. The gate is held.</summary>
    public void Rewrite() => OutgoingReplay.Rewrite(_queue, log);

    private static void CheckExpected(in AckPacket ack, in OutgoingMessage entry)
    {
        bool isExpected = ack.Type switch
        {
            PacketType.Puback => entry.QualityOfService == QualityOfService.AtLeastOnce,
            PacketType.Pubrec => entry.QualityOfService == QualityOfService.ExactlyOnce,
            _ => entry.State == OutgoingState.Released,
        };
        if (!isExpected)
            throw new MqttProtocolException(ReasonCode.ProtocolError, $"{ack.Type} for a message at {entry.QualityOfService} that was {entry.State}.");
    }

    private static OutgoingMessage Message(in RoutedPublish publish, in MatchTarget target, bool isRetained) => new()
    {
        Identifiers = target.Identifiers,
        Group = target.Group,
        QualityOfService = (QualityOfService)Math.Min((byte)publish.QualityOfService, (byte)target.QualityOfService),
        Retain = isRetained || (publish.Retain && target.RetainAsPublished),
    };

    private DropReason? DeliverAtMostOnce(in RoutedPublish publish, in OutgoingMessage message, Delivery delivery)
    {
        if (Connection is not { } connection)
            return DropReason.Offline;
        if (connection.Outbox.IsFull)
            return DropReason.SlowSubscriber;
        if (!connection.TryWritePublish(publish, message, packetId: 0))
            return DropReason.PacketTooLarge;
        delivery.Touch(connection);
        return null;
    }

    private DropReason? DeliverInOrder(in RoutedPublish publish, ref OutgoingMessage message, Demand demand, Delivery delivery)
    {
        BrokerConnection? connection;
        lock (gate)
        {
            connection = _connection;
            if (_isClosed || (connection is null && demand < Demand.Kept))
                return DropReason.Offline;
            bool isDirect = connection is not null && _queue.CanSendNext(connection.SendWindow) && !connection.Outbox.IsFull;
            if (!isDirect && demand == Demand.AtOnce)
                return DropReason.SlowSubscriber;
            message.IsKept = log.IsKept && message.QualityOfService != QualityOfService.AtMostOnce;
            bool isHeld = message.IsKept || !isDirect || message.Group is not null;
            if (isHeld && !HasRoomFor(StoredMessage.SizeOf(publish)))
                return DropReason.QueueFull;

            // What goes out at once to a client whose session ends with its connection is never needed again.
            message.Message = isHeld ? delivery.Copy(publish) : null;
            long sequence = _queue.Add(message);
            if (message.IsKept)
                delivery.Keep(log.Enqueued(sequence, message, publish));
            if (isDirect)
                Send(connection!, sequence, message, publish);
            Account();
        }

        if (connection is not null)
            delivery.Touch(connection);
        return null;
    }

    private void Send(BrokerConnection connection, long sequence, in OutgoingMessage message, in RoutedPublish publish)
    {
        if (connection.TryWritePublish(publish, message, OutgoingQueue.PacketId(sequence)))
            _queue.MarkSent();
        else
            Drop(sequence, DropReason.PacketTooLarge);
    }

    private void Drop(long sequence, DropReason reason)
    {
        services.Statistics.CountDropped(reason);
        if (_queue[sequence].IsKept)
            log.Dequeued(sequence);
        _queue.Skip();
    }

    /// <summary>
    /// PUBREL waits until the store knows that PUBREC came: else, after a crash, the message would be sent again to a
    /// client that has already forgotten its identifier, and is no duplicate to it.
    /// </summary>
    private void Release(BrokerConnection connection, ushort packetId, long sequence)
    {
        Receipt kept = _queue[sequence].IsKept && _queue[sequence].State != OutgoingState.Released ? log.Released(sequence) : default;
        _queue.Release(sequence);
        connection.Acknowledgements.Add(new PendingAcknowledgement { Type = PacketType.Pubrel, PacketId = packetId, Kept = kept });
    }

    private void Finish(long sequence)
    {
        if (_queue[sequence].IsKept)
            log.Dequeued(sequence);
        _queue.Finish(sequence);
    }

    private bool HasRoomFor(int bytes) =>
        _queue.Waiting < services.Options.MaximumQueuedMessages
        && _queue.Bytes + bytes <= services.Options.MaximumQueuedBytes
        && services.Statistics.QueuedBytes + bytes <= services.Options.MaximumTotalQueuedBytes;

    private void Account()
    {
        long change = _queue.Bytes - _accountedBytes;
        if (change == 0)
            return;
        _accountedBytes = _queue.Bytes;
        services.Statistics.AddQueuedBytes(change);
    }
}
