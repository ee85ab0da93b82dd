using System.Text;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>Writes down what happens to one session, if it is one that outlives its connection. The session's gate guards it.</summary>
internal sealed class SessionLog(OperationLog log, string clientId)
{
    private const byte RetainOption = 0x08;
    private const byte SentOption = 0x10;

    private readonly byte[] _clientId = Encoding.UTF8.GetBytes(clientId);

    /// <summary>True once the session is in the log; while false, nothing is written.</summary>
    public bool IsKept { get; private set; }

    /// <summary>A replay found the session in the log.</summary>
    public void MarkKept() => IsKept = true;

    public Receipt Opened(TimeSpan expiry, long nextSequence)
    {
        IsKept = true;
        return Append(BrokerOperationKind.SessionOpened, nextSequence, seconds: (uint)expiry.TotalSeconds);
    }

    public Receipt Closed(TimeSpan expiry, long nowMs) =>
        Append(BrokerOperationKind.SessionClosed, nowMs, seconds: (uint)expiry.TotalSeconds);

    public Receipt Ended()
    {
        Receipt receipt = Append(BrokerOperationKind.SessionEnded, 0);
        IsKept = false;
        return receipt;
    }

    public Receipt Subscribed(Subscription subscription) =>
        Append(BrokerOperationKind.Subscribed, 0, subscription.Filter, subscription.Options, subscription.Identifier);

    public Receipt Unsubscribed(ReadOnlySpan<byte> filter) => Append(BrokerOperationKind.Unsubscribed, 0, filter);

    public Receipt Enqueued(long sequence, in OutgoingMessage message, in RoutedPublish publish) => log.Append(new BrokerOperation
    {
        Kind = BrokerOperationKind.Enqueued,
        ClientId = _clientId,
        Number = sequence,
        Name = publish.Topic,
        Options = (byte)((int)message.QualityOfService
            | (message.Retain ? RetainOption : 0)
            | (message.State == OutgoingState.Queued ? 0 : SentOption)),
        Identifiers = message.Identifiers,
        Message = publish,
    });

    public Receipt Released(long sequence) => Append(BrokerOperationKind.Released, sequence);

    public Receipt Dequeued(long sequence) => Append(BrokerOperationKind.Dequeued, sequence);

    public Receipt PacketIdTaken(ushort packetId) => Append(BrokerOperationKind.PacketIdTaken, packetId);

    public Receipt PacketIdFreed(ushort packetId) => Append(BrokerOperationKind.PacketIdFreed, packetId);

    /// <summary>The message an Enqueued operation describes. One that a connected client was to get may have been sent.</summary>
    public static OutgoingMessage Restore(in BrokerOperation operation, bool isOpen) => new()
    {
        Message = StoredMessage.Copy(operation.Message),
        Identifiers = operation.Identifiers.ToArray(),
        QualityOfService = (QualityOfService)(operation.Options & 3),
        Retain = (operation.Options & RetainOption) != 0,
        State = isOpen || (operation.Options & SentOption) != 0 ? OutgoingState.Sent : OutgoingState.Queued,
        IsKept = true,
    };

    private Receipt Append(BrokerOperationKind kind, long number, ReadOnlySpan<byte> name = default, byte options = 0, uint seconds = 0) =>
        IsKept
            ? log.Append(new BrokerOperation { Kind = kind, ClientId = _clientId, Number = number, Name = name, Options = options, Seconds = seconds })
            : default;
}
