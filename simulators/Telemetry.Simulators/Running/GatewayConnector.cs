namespace Telemetry.Simulators.Running;

/// <summary>Gives the devices of a gateway one connection, and every other device its own.</summary>
/// <param name="inner">The way to the broker.</param>
internal sealed class GatewayConnector(IConnector inner) : IConnector
{
    private readonly Dictionary<string, Gateway> _gateways = [];

    public IDeviceConnection Open(ConnectionPlan plan, IConnectionListener listener)
    {
        if (plan.Gateway is not { } id)
            return inner.Open(plan, listener);
        lock (_gateways)
        {
            if (!_gateways.TryGetValue(id, out Gateway? gateway))
                _gateways.Add(id, gateway = new Gateway(inner, id));
            return gateway.Add(plan, listener);
        }
    }
}
