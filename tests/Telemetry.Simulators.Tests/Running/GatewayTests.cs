using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Running;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Running;

public class GatewayTests
{
    private readonly FakeConnector _inner = new();
    private readonly GatewayConnector _connector;

    public GatewayTests() => _connector = new GatewayConnector(_inner);

    [Theory]
    [InlineData("elevator", "lift", "lift-point-001", "gw-elevator-lift-point-001")]
    [InlineData("fishery-pv", "inverter", "fishery-gaotang", "gw-fishery-pv-fishery-gaotang")]
    [InlineData("fishery-pv", "pond", "pond-01", null)]
    [InlineData("heating", "station", "hs", null)]
    [InlineData("elevator", "lift", "", null)]
    public void Of_Device_IsTheGatewayOfItsSiteWhereThereAreMany(string system, string kind, string site, string? gateway) =>
        Assert.Equal(gateway, Gateways.Of(new SimulatedDevice("d", system, kind, "a", TimeSpan.FromSeconds(60)) { Site = site }));

    [Fact]
    public async Task Open_DevicesOfAGateway_ShareAConnectionAndHearTheirOwn()
    {
        var (a, b) = (new Ear(), new Ear());
        IDeviceConnection first = _connector.Open(Plan("ebike-1"), a), second = _connector.Open(Plan("ebike-2"), b);
        await first.ConnectAsync(CancellationToken.None);
        await second.ConnectAsync(CancellationToken.None);

        Assert.Equal(1, _inner.Opened);
        Assert.Equal(["city/x/charging/+/command"], _inner["gw"].Plan.Subscriptions);
        Assert.Null(_inner["gw"].Plan.WillTopic);
        Assert.True(first.IsConnected && second.IsConnected);
        Assert.True(a.Times >= 1 && b.Times >= 1);
        _inner["gw"].Deliver("city/x/charging/ebike-2/command", "{}");
        Assert.Equal((0, 1), (a.Heard, b.Heard));

        _inner["gw"].Lose("gone");
        Assert.Equal(1, a.Lost + b.Lost);
        Assert.False(first.IsConnected);
    }

    [Fact]
    public async Task AbortAsync_OneDevice_TheGatewaySaysThatItIsGoneAndGoesOn()
    {
        IDeviceConnection first = _connector.Open(Plan("ebike-1"), new Ear()), second = _connector.Open(Plan("ebike-2"), new Ear());
        await first.ConnectAsync(CancellationToken.None);
        await first.AbortAsync();

        (string topic, byte[] payload, bool retain) = Assert.Single(_inner["gw"].Published);
        Assert.Equal(("city/x/charging/ebike-1/status", "gone", true), (topic, System.Text.Encoding.UTF8.GetString(payload), retain));
        Assert.Equal(PublishOutcome.Lost, await first.PublishAsync("t", default, false));
        Assert.Equal(PublishOutcome.Acknowledged, await second.PublishAsync("t", default, false));
        Assert.False(_inner["gw"].IsAborted);
    }

    [Fact]
    public async Task CloseAsync_LastDevice_ClosesTheConnection()
    {
        IDeviceConnection first = _connector.Open(Plan("ebike-1"), new Ear()), second = _connector.Open(Plan("ebike-2"), new Ear());
        await first.ConnectAsync(CancellationToken.None);
        await first.CloseAsync(CancellationToken.None);
        await first.CloseAsync(CancellationToken.None);
        Assert.False(_inner["gw"].IsClosed);
        await second.CloseAsync(CancellationToken.None);
        Assert.True(_inner["gw"].IsClosed);
    }

    [Theory]
    [InlineData(FaultKind.Flood, "river", "gauge", null)]
    [InlineData(FaultKind.Flood, "river", "slope", "flood is a fault of reservoir/reservoir, river/gauge, river/road-water; 'd' is river/slope")]
    [InlineData(FaultKind.Silent, "elevator", "lift", null)]
    public void Misfit_FaultAndDevice_SaysWhereItBelongs(object kind, string system, string device, string? why) =>
        Assert.Equal(why, Fault.Misfit((FaultKind)kind, new SimulatedDevice("d", system, device, "a", TimeSpan.FromSeconds(60))));

    private static ConnectionPlan Plan(string id) =>
        new(id, $"city/x/charging/{id}/status", "gone"u8.ToArray(), [$"city/x/charging/{id}/command"]) { Gateway = "gw" };

    private sealed class Ear : IConnectionListener
    {
        public int Times { get; private set; }

        public int Heard { get; private set; }

        public int Lost { get; private set; }

        public void Connected() => Times++;

        public void Disconnected(string reason) => Lost++;

        public void Received(string topic, byte[] payload) => Heard++;
    }
}
