using System.Net;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Broker;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Ingest;

/// <summary>The broker inside the worker: devices connect here, and publishes go straight to the pipeline.</summary>
internal sealed class EmbeddedBroker(MqttBroker broker, Journal sessions, MqttOptions options) : IHostedService, ICommandPublisher, INoticePublisher, IIngestState
{
    private bool _isStarted;

    /// <summary>A started broker that cannot accept anybody, for want of file descriptors for example, is not up.</summary>
    public bool IsUp => _isStarted && broker.IsListening;

    public string Description => string.Join(", ", broker.Endpoints.Select(e => e.ToString()));

    public IReadOnlyList<IPEndPoint> Endpoints => broker.Endpoints;

    public BrokerStatistics Statistics => broker.Statistics;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await broker.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            throw new StartException($"Mqtt:Port = {options.Port}: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new StartException($"The folder 'broker' in the data folder: {e.Message}", e);
        }

        _isStarted = true;
    }

    /// <summary>The inventory has changed, and with it who may do what.</summary>
    public void ReviewAccess() => broker.ReviewAccess();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStarted = false;
        await broker.StopAsync(cancellationToken);
        await sessions.DisposeAsync();
    }

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken) =>
        broker.PublishAsync(topic, payload, QualityOfService.AtLeastOnce, retain: false, cancellationToken);

    public ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken) =>
        broker.PublishAsync(topic, payload, QualityOfService.AtLeastOnce, retain, cancellationToken);
}
