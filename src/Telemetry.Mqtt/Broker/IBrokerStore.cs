using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// Keeps what must outlive a restart of the broker: retained messages and persistent sessions. The broker writes
/// operations, each an opaque run of bytes of at most <see cref="MqttBrokerOptions.MaximumPacketSize"/> + 128 KiB, and
/// reads them back in the same order at its next start.
/// </summary>
/// <remarks>
/// Compaction is the broker's work: it appends its present state, operation by operation, while the traffic goes on,
/// and releases everything before. A replay may start at any released position and at the tail of a torn log.
/// </remarks>
public interface IBrokerStore
{
    /// <summary>The position the next operation will have.</summary>
    long NextPosition { get; }

    /// <summary>Appends one operation. Called from any thread; does not block and keeps no span.</summary>
    Receipt Append(ReadOnlySpan<byte> operation);

    /// <summary>Hands every operation kept, oldest first, to <paramref name="apply"/>; called once, before the first append.</summary>
    void Replay(BrokerOperationHandler apply);

    /// <summary>Nothing before this position is needed any more.</summary>
    void Release(long position);
}
