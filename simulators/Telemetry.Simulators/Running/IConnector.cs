namespace Telemetry.Simulators.Running;

/// <summary>Makes connections to the broker.</summary>
internal interface IConnector
{
    IDeviceConnection Open(ConnectionPlan plan, IConnectionListener listener);
}
