using System.Globalization;
using System.Reflection;
using System.Text;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// What the broker tells of itself under <c>$SYS/broker/</c>, retained, at QoS 0: each value when it has changed. The
/// names are those that monitoring tools know from mosquitto.
/// </summary>
internal sealed class SysTopics
{
    private const string Prefix = "$SYS/broker/";

    private static readonly TimeSpan LoadWindow = TimeSpan.FromMinutes(1);

    private readonly (byte[] Topic, Func<string> Value)[] _topics;
    private readonly string?[] _published;
    private readonly BrokerStatistics _statistics;
    private readonly PublishRouter _router;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly long _startedAt;
    private long _lookedAt;
    private long _received;
    private long _sent;
    private double _receivedPerMinute;
    private double _sentPerMinute;

    public SysTopics(TimeSpan interval, BrokerStatistics statistics, SessionTable sessions, PublishRouter router, TimeProvider time)
    {
        _interval = interval;
        _statistics = statistics;
        _router = router;
        _time = time;
        _startedAt = _lookedAt = time.GetTimestamp();
        string version = typeof(MqttBroker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        _topics =
        [
            Topic("version", () => $"telemetry {version.Split('+')[0]}"),
            Topic("uptime", () => $"{Number((long)time.GetElapsedTime(_startedAt).TotalSeconds)} seconds"),
            Topic("clients/connected", () => Number(sessions.Snapshot().Count(session => session.Output.Connection is not null))),
            Topic("clients/total", () => Number(statistics.Sessions)),
            Topic("messages/received", () => Number(statistics.MessagesReceived)),
            Topic("messages/sent", () => Number(statistics.MessagesSent)),
            Topic("publish/messages/dropped", () => Number(Enum.GetValues<DropReason>().Sum(statistics.Dropped))),
            Topic("bytes/received", () => Number(statistics.BytesReceived)),
            Topic("bytes/sent", () => Number(statistics.BytesSent)),
            Topic("subscriptions/count", () => Number(statistics.Subscriptions)),
            Topic("retained messages/count", () => Number(statistics.RetainedMessages)),
            Topic("load/messages/received/1min", () => _receivedPerMinute.ToString("F2", CultureInfo.InvariantCulture)),
            Topic("load/messages/sent/1min", () => _sentPerMinute.ToString("F2", CultureInfo.InvariantCulture)),
        ];
        _published = new string[_topics.Length];
    }

    /// <summary>Publishes what has changed, when it is time. Called from one thread.</summary>
    public void Step(Delivery delivery)
    {
        TimeSpan passed = _time.GetElapsedTime(_lookedAt);
        bool isFirst = _published[0] is null;
        if (_interval == TimeSpan.Zero || (passed < _interval && !isFirst))
            return;
        _lookedAt = _time.GetTimestamp();
        if (!isFirst)
            MeasureLoad(passed);
        for (int i = 0; i < _topics.Length; i++)
        {
            string value = _topics[i].Value();
            if (value == _published[i])
                continue;
            _published[i] = value;
            delivery.Begin();
            var message = new RoutedPublish { Topic = _topics[i].Topic, Payload = Encoding.UTF8.GetBytes(value), Retain = true };
            _router.Distribute(message, publisher: null, delivery);
        }

        delivery.Flush();
    }

    private static (byte[] Topic, Func<string> Value) Topic(string name, Func<string> value) => (Encoding.UTF8.GetBytes(Prefix + name), value);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    // A moving average, as a load is: what is a minute old weighs a third.
    private void MeasureLoad(TimeSpan passed)
    {
        double weight = 1 - Math.Exp(-passed / LoadWindow);
        _receivedPerMinute += weight * (((_statistics.MessagesReceived - _received) / passed.TotalMinutes) - _receivedPerMinute);
        _sentPerMinute += weight * (((_statistics.MessagesSent - _sent) / passed.TotalMinutes) - _sentPerMinute);
        _received = _statistics.MessagesReceived;
        _sent = _statistics.MessagesSent;
    }
}
