using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A broker that died has closed every connection.</summary>
public class WillRestartTests
{
    private readonly ListStore _store = new();
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingReceiver _received = new();

    [Theory]
    [InlineData(0u)]
    [InlineData(100u)]
    public async Task Restart_ConnectionWasOpen_PublishesTheWill(uint expiry)
    {
        await using TestBroker before = await TestBroker.StartAsync(store: _store, time: _time);
        using RawClient client = await Connect(before, expiry);
        ListStore afterCrash = _store.Copy();
        await using (await RestartAsync(afterCrash))
        {
            Assert.Equal(("c/status", "offline", true, "c", true), Assert.Single(_received.Received));
        }

        await using TestBroker again = await RestartAsync(afterCrash.Copy());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(_received.Received);
    }

    [Fact]
    public async Task Restart_WillHasADelay_WaitsForTheClient()
    {
        await using TestBroker before = await TestBroker.StartAsync(store: _store, time: _time);
        using RawClient stays = await Connect(before, expiry: 100, delay: 30, clientId: "stays");
        using RawClient returns = await Connect(before, expiry: 100, delay: 30);
        await using TestBroker after = await RestartAsync(_store.Copy());
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Empty(_received.Received);
        using RawClient back = await Connect(after, expiry: 100, delay: 30);
        _time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal("stays", Assert.Single(_received.Received).ClientId);
    }

    [Fact]
    public async Task Restart_DelayHadBegun_CountsFromTheLoss()
    {
        await using TestBroker before = await TestBroker.StartAsync(store: _store, time: _time);
        (await Connect(before, expiry: 100, delay: 30)).Dispose();
        await TestBroker.EventuallyAsync(() => before.Statistics.ConnectionsOpen == 0, "the client is away");
        _time.Advance(TimeSpan.FromSeconds(20));
        await using TestBroker after = await RestartAsync(_store.Copy());
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Empty(_received.Received);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(_received.Received);
    }

    [Fact]
    public async Task Restart_ClientHadLeftOrHasANewWill_SaysWhatIsTrueNow()
    {
        await using TestBroker before = await TestBroker.StartAsync(store: _store, time: _time);
        using RawClient left = await Connect(before, clientId: "left");
        await left.SendAsync(o => new DisconnectPacket().Write(o, MqttProtocolVersion.V500));
        await left.ExpectClosedAsync();
        left.Dispose();
        await TestBroker.EventuallyAsync(() => before.Statistics.ConnectionsOpen == 0, "the client has left");
        (await Connect(before, expiry: 100, delay: 30)).Dispose();
        using RawClient none = await before.ConnectAsync("c", clean: false, expiry: 100);
        await using TestBroker after = await RestartAsync(_store.Copy());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(_received.Received);
    }

    [Fact]
    public async Task Restart_BrokerWasStopped_PublishesTheWillThen()
    {
        TestBroker before = await RestartAsync(_store);
        using RawClient client = await Connect(before);
        await before.DisposeAsync();
        Assert.Empty(_received.Received);
        await using TestBroker after = await RestartAsync(_store.Copy());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Single(_received.Received);
    }

    [Fact]
    public async Task Will_CleanStartWhileItWaits_IsPublished()
    {
        await using TestBroker broker = await RestartAsync(_store);
        (await Connect(broker, expiry: 100, delay: 30)).Dispose();
        await TestBroker.EventuallyAsync(() => broker.Statistics.ConnectionsOpen == 0, "the client is away");
        using RawClient anew = await broker.ConnectAsync("c");
        Assert.Single(_received.Received);
    }

    [Fact]
    public async Task Compaction_WillOfAnOpenConnection_IsKept()
    {
        await using TestBroker before = await TestBroker.StartAsync(new MqttBrokerOptions { CompactAfterBytes = 1024 * 1024 }, store: _store, time: _time);
        using RawClient client = await Connect(before);
        for (int i = 0; i < 30; i++)
            await before.Broker.PublishAsync("kept", new byte[50_000], QualityOfService.AtMostOnce, retain: true, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(_store.Released > 0);
        await using TestBroker after = await RestartAsync(_store.Copy());
        Assert.Single(_received.Received);
    }

    private Task<TestBroker> RestartAsync(ListStore store) => TestBroker.StartAsync(store: store, time: _time, receiver: _received);

    private static async Task<RawClient> Connect(TestBroker broker, uint expiry = 0, uint delay = 0, string clientId = "c")
    {
        RawClient client = await broker.OpenAsync();
        await client.ConnectAsync(new ConnectPacket
        {
            Version = MqttProtocolVersion.V500,
            ClientId = clientId,
            SessionExpirySeconds = expiry,
            UserName = "user",
            Will = new WillMessage { Topic = "c/status", Payload = "offline"u8.ToArray(), QualityOfService = QualityOfService.AtLeastOnce, Retain = true, DelaySeconds = delay },
        });
        return client;
    }
}
