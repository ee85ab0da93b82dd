namespace Telemetry.Simulators.Running;

/// <summary>One device's way to the broker. Connects again by itself, for ever, until it is closed or aborted.</summary>
internal interface IDeviceConnection
{
    bool IsConnected { get; }

    /// <summary>Starts to connect; completes once the broker has accepted the device for the first time.</summary>
    Task ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Publishes with QoS 1; completes with its outcome, after reconnects if need be.</summary>
    Task<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain);

    /// <summary>Waits for outstanding acknowledgements, says DISCONNECT and closes.</summary>
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>Drops the connection without DISCONNECT, as a device that lost its power does: the broker publishes the will.</summary>
    Task AbortAsync();
}
