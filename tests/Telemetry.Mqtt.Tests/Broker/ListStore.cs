using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A store in memory that a second broker can be started on, as after a crash.</summary>
internal sealed class ListStore(ManualLog? log = null) : IBrokerStore
{
    private readonly Lock _gate = new();
    private readonly List<byte[]> _operations = [];

    public long Released { get; private set; }

    /// <summary>True: the disk is gone.</summary>
    public bool Fails { get; set; }

    public long NextPosition
    {
        get
        {
            lock (_gate)
                return Released + _operations.Count;
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _operations.Count;
        }
    }

    public Receipt Append(ReadOnlySpan<byte> operation)
    {
        if (Fails)
            throw new IOException("The disk is gone.");
        lock (_gate)
        {
            _operations.Add(operation.ToArray());
            return log?.Append() ?? new Receipt(null, Released + _operations.Count - 1);
        }
    }

    public void Replay(BrokerOperationHandler apply)
    {
        foreach (byte[] operation in _operations.ToArray())
            apply(operation);
    }

    public void Release(long position)
    {
        lock (_gate)
        {
            _operations.RemoveRange(0, (int)(position - Released));
            Released = position;
        }
    }

    /// <summary>What a broker would find that starts after a crash now.</summary>
    public ListStore Copy()
    {
        var copy = new ListStore();
        lock (_gate)
            copy._operations.AddRange(_operations);
        return copy;
    }
}
