using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>Keeps nothing: retained messages and sessions live as long as the process.</summary>
public sealed class TransientBrokerStore : IBrokerStore
{
    private long _next;

    /// <inheritdoc/>
    public long NextPosition => Volatile.Read(ref _next);

    /// <inheritdoc/>
    public Receipt Append(ReadOnlySpan<byte> operation) => new(null, Interlocked.Increment(ref _next) - 1);

    /// <inheritdoc/>
    public void Replay(BrokerOperationHandler apply)
    {
    }

    /// <inheritdoc/>
    public void Release(long position)
    {
    }
}
