using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A running broker on a free port, open to everybody unless a policy says otherwise.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    public MqttBroker Broker { get; }

    public int Port => Endpoint.Port;

    public IPEndPoint Endpoint => Broker.Endpoints[0];

    public BrokerStatistics Statistics => Broker.Statistics;

    private TestBroker(MqttBroker broker) => Broker = broker;

    public static async Task<TestBroker> StartAsync(
        MqttBrokerOptions? options = null, IAccessPolicy? access = null, IPublishReceiver? receiver = null, IBrokerStore? store = null, TimeProvider? time = null)
    {
        var broker = new MqttBroker(
            (options ?? new MqttBrokerOptions()) with { Port = options?.Port is null or 1883 ? 0 : options.Port },
            access ?? new OpenAccess(),
            receiver,
            store ?? new TransientBrokerStore(),
            time ?? TimeProvider.System,
            NullLogger<MqttBroker>.Instance);
        await broker.StartAsync(CancellationToken.None);
        return new TestBroker(broker);
    }

    /// <summary>Waits for something that happens on another thread; fails after a minute, which a loaded machine may need.</summary>
    public static async Task EventuallyAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60), $"Waited in vain: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    /// <summary>An MQTT 5 client that is connected.</summary>
    public async Task<RawClient> ConnectAsync(
        string clientId, bool clean = true, uint? expiry = null, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var client = await OpenAsync();
        await client.ConnectAsync(new ConnectPacket { Version = version, ClientId = clientId, CleanStart = clean, SessionExpirySeconds = expiry });
        return client;
    }

    /// <summary>A TCP connection, nothing sent.</summary>
    public Task<RawClient> OpenAsync() => RawClient.OpenAsync(Endpoint);

    public ValueTask DisposeAsync() => Broker.DisposeAsync();
}
