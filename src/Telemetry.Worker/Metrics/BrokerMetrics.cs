using Telemetry.Mqtt.Broker;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Metrics;

/// <summary>The embedded broker's counters.</summary>
internal sealed class BrokerMetrics(EmbeddedBroker broker) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        BrokerStatistics now = broker.Statistics;
        text.Gauge("telemetry_mqtt_connections", "Connections open").Sample(now.ConnectionsOpen);
        text.Counter("telemetry_mqtt_connections_total", "Connections accepted").Sample(now.ConnectionsAccepted);
        text.Gauge("telemetry_mqtt_sessions", "Sessions, connected or kept").Sample(now.Sessions);
        text.Gauge("telemetry_mqtt_subscriptions", "Subscriptions").Sample(now.Subscriptions);
        text.Gauge("telemetry_mqtt_retained_messages", "Retained messages").Sample(now.RetainedMessages);
        text.Gauge("telemetry_mqtt_queued_bytes", "Bytes that wait for subscribers").Sample(now.QueuedBytes);
        text.Counter("telemetry_mqtt_messages_total", "PUBLISH packets, by direction")
            .Sample(now.MessagesReceived, ("direction", "in"))
            .Sample(now.MessagesSent, ("direction", "out"));
        text.Counter("telemetry_mqtt_bytes_total", "Bytes on the wire, by direction")
            .Sample(now.BytesReceived, ("direction", "in"))
            .Sample(now.BytesSent, ("direction", "out"));
        text.Counter("telemetry_mqtt_dropped_messages_total", "Messages that a subscriber did not get, by reason");
        foreach (DropReason reason in Enum.GetValues<DropReason>())
            text.Sample(now.Dropped(reason), ("reason", Label(reason.ToString())));
        text.Counter("telemetry_mqtt_refused_total", "What the broker refused, by stage and MQTT reason code");
        foreach ((RefusalStage stage, Telemetry.Mqtt.ReasonCode reason, long count) in now.Refusals())
            text.Sample(count, ("stage", Label(stage.ToString())), ("reason", Label(reason.ToString())));
    }

    /// <summary><c>NotAuthorized</c> becomes <c>not-authorized</c>.</summary>
    private static string Label(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));
}
