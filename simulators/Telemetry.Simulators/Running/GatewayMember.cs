namespace Telemetry.Simulators.Running;

/// <summary>A device's way to the broker through its gateway.</summary>
internal sealed class GatewayMember(Gateway gateway, ConnectionPlan plan, IConnectionListener listener) : IDeviceConnection
{
    private volatile bool _hasLeft;

    public bool IsConnected => !_hasLeft && gateway.IsConnected;

    /// <summary>A device that comes to a gateway that is connected is told so; the others hear it with the gateway.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (IsConnected)
            listener.Connected();
        return gateway.ConnectAsync(cancellationToken);
    }

    public Task<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain) =>
        _hasLeft ? Task.FromResult(PublishOutcome.Lost) : gateway.PublishAsync(topic, payload, retain);

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_hasLeft)
            return Task.CompletedTask;
        _hasLeft = true;
        return gateway.LeaveAsync(plan, closes: true, cancellationToken);
    }

    /// <summary>The device is gone and the gateway says so in its place.</summary>
    public async Task AbortAsync()
    {
        _hasLeft = true;
        await gateway.LeaveAsync(plan, closes: false, CancellationToken.None).ConfigureAwait(false);
        if (plan.WillTopic is { } topic)
            await gateway.PublishAsync(topic, plan.WillPayload, retain: true).ConfigureAwait(false);
    }
}
