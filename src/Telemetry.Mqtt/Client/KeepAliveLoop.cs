namespace Telemetry.Mqtt.Client;

/// <summary>Pings in time on one connection, and closes it when the peer does not answer.</summary>
internal sealed class KeepAliveLoop(KeepAliveMonitor monitor, SendBuffer output, Action<Exception> close, TimeProvider time)
{
    /// <summary>Runs until cancelled; fails never.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(monitor.CheckInterval, time, cancellationToken).ConfigureAwait(false);
                switch (monitor.Check())
                {
                    case KeepAliveAction.Ping:
                        lock (output.Gate)
                            output.Append(Packets.PingPacket.Request);
                        output.Flush();
                        break;
                    case KeepAliveAction.Close:
                        close(new MqttConnectionException(ReasonCode.KeepAliveTimeout, "the broker does not answer pings"));
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The connection is closing.
        }
    }
}
