using Telemetry.Mqtt.Client;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Metrics;

/// <summary>The counters of the connection to an external broker.</summary>
internal sealed class ClientMetrics(ExternalBroker broker) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        MqttClientStatistics now = broker.Client.Statistics;
        text.Counter("telemetry_mqtt_connections_total", "Connections made to the broker").Sample(now.Connections);
        text.Counter("telemetry_mqtt_messages_total", "PUBLISH packets, by direction")
            .Sample(now.Received, ("direction", "in"))
            .Sample(now.Published, ("direction", "out"));
        text.Counter("telemetry_mqtt_redelivered_messages_total", "PUBLISH packets sent again after a lost connection").Sample(now.Redelivered);
        text.Counter("telemetry_mqtt_unknown_acknowledgements_total", "Acknowledgements of the broker for nothing that was sent").Sample(now.UnknownAcknowledgements);
        text.Counter("telemetry_mqtt_refused_messages_total", "Messages of the broker that were acknowledged and not taken, by reason")
            .Sample(now.RefusedBy(MqttRefusal.Unreadable), ("reason", "unreadable"))
            .Sample(now.RefusedBy(MqttRefusal.TooLarge), ("reason", "too-large"));
        text.Counter("telemetry_mqtt_dropped_messages_total", "Messages to devices that were not sent, by reason")
            .Sample(now.DroppedBy(MqttDropReason.NotConnected), ("reason", "not-connected"))
            .Sample(now.DroppedBy(MqttDropReason.QueueFull), ("reason", "queue-full"))
            .Sample(now.DroppedBy(MqttDropReason.NotTaken), ("reason", "not-taken"));
    }
}
