using System.Collections.Concurrent;
using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Tests.Support;

/// <summary>Makes connections that a test scripts, by client id; the newest one of each.</summary>
internal sealed class FakeConnector : IConnector
{
    private readonly ConcurrentDictionary<string, FakeConnection> _connections = new();

    public bool Connects { get; set; } = true;

    public int Opened { get; private set; }

    public FakeConnection this[string clientId] => _connections[clientId];

    public FakeConnection Control => _connections.Single(c => c.Key.StartsWith("sim-control-", StringComparison.Ordinal)).Value;

    public IEnumerable<FakeConnection> All => _connections.Values;

    public IDeviceConnection Open(ConnectionPlan plan, IConnectionListener listener)
    {
        Opened++;
        return _connections[plan.ClientId] = new FakeConnection(plan, listener) { Connects = Connects };
    }
}
