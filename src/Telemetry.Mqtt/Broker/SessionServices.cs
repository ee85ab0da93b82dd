using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>What every session of a broker shares.</summary>
internal sealed record SessionServices(
    MqttBrokerOptions Options,
    SubscriptionTree<Subscription> Tree,
    SharedGroups Shared,
    OperationLog Log,
    Wills Wills,
    BrokerStatistics Statistics,
    TimeProvider Time)
{
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}
