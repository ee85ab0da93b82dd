namespace Telemetry.Simulators.Running;

/// <summary>
/// One connection for many devices. It has no will, since a will speaks for one topic: the gateway itself says so when it
/// hears nothing of a device any more, and when it is lost its devices are missed by their silence.
/// </summary>
/// <param name="connector">The way to the broker.</param>
/// <param name="id">The client identifier.</param>
internal sealed class Gateway(IConnector connector, string id) : IConnectionListener
{
    private readonly Lock _gate = new();
    private readonly List<(ConnectionPlan Plan, IConnectionListener Listener)> _members = [];
    private IDeviceConnection? _connection;
    private Task? _connected;
    private int _open;

    public bool IsConnected => _connection?.IsConnected ?? false;

    public IDeviceConnection Add(ConnectionPlan plan, IConnectionListener listener)
    {
        lock (_gate)
        {
            _members.Add((plan, listener));
            _open++;
        }

        return new GatewayMember(this, plan, listener);
    }

    /// <summary>Connects, the first time; completes once the broker has accepted the gateway.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_connected is not null)
                return _connected;
            string[] commands = [.. _members.SelectMany(member => member.Plan.Subscriptions).Select(Everyone).Distinct()];
            _connection = connector.Open(new ConnectionPlan(id, null, default, commands), this);
            return _connected = _connection.ConnectAsync(cancellationToken);
        }
    }

    public Task<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain) =>
        _connection?.PublishAsync(topic, payload, retain) ?? Task.FromResult(PublishOutcome.Lost);

    /// <summary>A device leaves; with the last one the connection is closed.</summary>
    public Task LeaveAsync(ConnectionPlan plan, bool closes, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _members.RemoveAll(member => member.Plan == plan);
            if (--_open > 0 || !closes || _connection is null)
                return Task.CompletedTask;
            return _connection.CloseAsync(cancellationToken);
        }
    }

    public void Connected()
    {
        foreach ((_, IConnectionListener listener) in Members())
            listener.Connected();
    }

    /// <summary>One of them is enough to tell it.</summary>
    public void Disconnected(string reason) => Members().FirstOrDefault().Listener?.Disconnected($"{id}: {reason}");

    public void Received(string topic, byte[] payload)
    {
        foreach ((ConnectionPlan plan, IConnectionListener listener) in Members())
        {
            if (plan.Subscriptions.Contains(topic))
                listener.Received(topic, payload);
        }
    }

    /// <summary>{root}/{area}/{system}/+/command: one filter for all devices of the site.</summary>
    private static string Everyone(string topic)
    {
        string[] levels = topic.Split('/');
        levels[^2] = "+";
        return string.Join('/', levels);
    }

    private (ConnectionPlan Plan, IConnectionListener Listener)[] Members()
    {
        lock (_gate)
            return [.. _members];
    }
}
