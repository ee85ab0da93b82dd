using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// What one publishing thread carries along while it hands messages on: a copy made at most once per message, the
/// receipt the acknowledgement has to wait for, and the connections to flush when the batch is through.
/// </summary>
internal sealed class Delivery
{
    private readonly List<BrokerConnection> _touched = [];
    private StoredMessage? _copy;

    /// <summary>An empty list for matching.</summary>
    public List<Subscription> Found { get; } = [];

    /// <summary>The last receipt of the session store for the present message.</summary>
    public Receipt Kept { get; private set; }

    /// <summary>Starts the next message.</summary>
    public void Begin()
    {
        _copy = null;
        Kept = default;
    }

    public StoredMessage Copy(in RoutedPublish publish) => _copy ??= StoredMessage.Copy(publish);

    /// <summary>Starts with a message that is already stored.</summary>
    public void Begin(StoredMessage message)
    {
        _copy = message;
        Kept = default;
    }

    /// <summary>Receipts come from one log with growing positions, so the last one covers the others.</summary>
    public void Keep(in Receipt receipt) => Kept = receipt;

    public void Touch(BrokerConnection connection)
    {
        if (connection.MarkTouched())
            _touched.Add(connection);
    }

    /// <summary>Sends what the batch wrote to other connections.</summary>
    public void Flush()
    {
        if (_touched.Count == 0)
            return;
        foreach (BrokerConnection connection in _touched)
            connection.FlushTouched();
        _touched.Clear();
    }
}
