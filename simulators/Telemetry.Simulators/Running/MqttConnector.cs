using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Simulators.Cli;

namespace Telemetry.Simulators.Running;

/// <summary>Connections to a real broker. They live in real time, whatever the speed of the simulation.</summary>
internal sealed class MqttConnector(SimulatorOptions options, TimeProvider real) : IConnector
{
    public IDeviceConnection Open(ConnectionPlan plan, IConnectionListener listener)
    {
        var mqtt = new MqttClientOptions
        {
            Host = options.Host,
            Port = options.Port,
            ClientId = plan.ClientId,
            UserName = options.User,
            Password = options.Password,
            KeepAlive = TimeSpan.FromSeconds(60),
            Will = plan.WillTopic is null
                ? null
                : new WillMessage
                {
                    Topic = plan.WillTopic,
                    Payload = plan.WillPayload.ToArray(),
                    QualityOfService = QualityOfService.AtLeastOnce,
                    Retain = true,
                },
            Subscriptions = [.. plan.Subscriptions.Select(filter => new SubscriptionRequest(filter, QualityOfService.AtLeastOnce))],
            ReadFill = TimeSpan.Zero,
            ReconnectDelayMaximum = TimeSpan.FromSeconds(5),
            MaximumQueuedMessages = 2048,
        };
        return new MqttDeviceConnection(mqtt, listener, real, NullLogger<MqttClient>.Instance);
    }
}
