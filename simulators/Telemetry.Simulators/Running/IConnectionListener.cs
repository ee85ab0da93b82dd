namespace Telemetry.Simulators.Running;

/// <summary>Hears of a connection. Called from any thread; must not block.</summary>
internal interface IConnectionListener
{
    void Connected();

    /// <summary>A try to connect failed, or the connection was lost.</summary>
    void Disconnected(string reason);

    void Received(string topic, byte[] payload);
}
