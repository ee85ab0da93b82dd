using System.Text;
using Microsoft.Extensions.Logging;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Simulators.Running;

/// <summary>One device's MQTT client.</summary>
internal sealed class MqttDeviceConnection : IDeviceConnection, IPublishReceiver, IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly MqttClientOptions _options;
    private readonly IConnectionListener _listener;
    private volatile bool _hasEnded;

    public MqttDeviceConnection(MqttClientOptions options, IConnectionListener listener, TimeProvider real, ILogger<MqttClient> logger)
    {
        _options = options;
        _listener = listener;
        _client = new MqttClient(options, this, real, logger);
        _client.StateChanged += OnStateChanged;
    }

    public bool IsConnected => _client.State == MqttConnectionState.Connected;

    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _client.StartAsync(cancellationToken).ConfigureAwait(false);
        await _client.WaitConnectedAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain)
    {
        try
        {
            ReasonCode reason = await _client
                .PublishAsync(topic, payload, QualityOfService.AtLeastOnce, retain, CancellationToken.None)
                .ConfigureAwait(false);
            return reason < ReasonCode.UnspecifiedError ? PublishOutcome.Acknowledged : PublishOutcome.Refused;
        }
        catch (Exception e) when (_hasEnded && e is OperationCanceledException or InvalidOperationException)
        {
            return PublishOutcome.Lost;
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _hasEnded = true;
        await _client.StopAsync(cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    public async Task AbortAsync()
    {
        _hasEnded = true;
        await _client.AbortAsync().ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    ValueTask IPublishReceiver.WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    Receipt IPublishReceiver.Receive(in PublishView publish, PublishOrigin origin)
    {
        _listener.Received(Encoding.UTF8.GetString(publish.Topic), publish.Payload.ToArray());
        return default;
    }

    private void OnStateChanged(MqttConnectionState state, string? reason)
    {
        if (_hasEnded)
            return;
        if (state == MqttConnectionState.Connected)
            _listener.Connected();
        else if (state == MqttConnectionState.Waiting)
            _listener.Disconnected($"{_options.Host}:{_options.Port}: {reason}; trying again");
    }
}
