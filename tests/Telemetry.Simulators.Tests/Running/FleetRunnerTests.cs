using Telemetry.Simulators.Clock;
using Telemetry.Simulators.Running;
using Telemetry.Simulators.Tests.Broker;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Running;

public class FleetRunnerTests
{
    [Fact]
    public async Task RunAsync_UnexpectedError_EndsTheRunWithIt()
    {
        using var fleet = new TestFleet([Runs.Station()]);
        using FleetRunner runner = Create(fleet);
        Task run = runner.RunAsync(CancellationToken.None);
        await runner.AllOnline;
        runner.Fail(new InvalidOperationException("a bug"));
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => run);
        Assert.Equal("a bug", thrown.Message);
    }

    [Fact]
    public async Task RunAsync_StatusRefused_IsWarnedOfAndNotReady()
    {
        using var fleet = new TestFleet([Runs.Station()]);
        fleet.Connector.Connects = false;
        using FleetRunner runner = Create(fleet);
        using var stop = new CancellationTokenSource();
        Task run = runner.RunAsync(stop.Token);
        fleet.Connector["hs-0007"].Answer = PublishOutcome.Refused;
        fleet.Connector["hs-0007"].Connect();
        await Wait.UntilAsync(() => fleet.Reporter.Warnings.Count > 0, () => "no warning");
        Assert.Contains("the broker refuses the status of hs-0007", fleet.Reporter.Warnings[0], StringComparison.Ordinal);
        Assert.False(runner.AllOnline.IsCompleted);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task RunAsync_FaultOnItsTopic_SilencesTheDeviceAndWakesItAgain()
    {
        using var fleet = new TestFleet([Runs.Station()]);
        using FleetRunner runner = Create(fleet);
        using var stop = new CancellationTokenSource();
        Task run = runner.RunAsync(stop.Token);
        await runner.AllOnline;
        FakeConnection before = fleet.Connector["hs-0007"];
        Assert.Equal(["sim/+/fault"], fleet.Connector.Control.Plan.Subscriptions);
        Assert.Null(fleet.Connector.Control.Plan.WillTopic);

        fleet.Connector.Control.Deliver("sim/hs-0007/fault", """{"kind":"silent"}""");
        await Wait.UntilAsync(() => before.IsAborted, () => "not silenced");
        fleet.Connector.Control.Deliver("sim/hs-0007/fault", """{"kind":"none"}""");
        await Wait.UntilAsync(() => fleet.Connector["hs-0007"] != before && fleet.Connector["hs-0007"].IsConnected, () => "not awake");
        await stop.CancelAsync();
        await run;
        Assert.True(fleet.Connector["hs-0007"].IsClosed);
        Assert.True(fleet.Connector.Control.IsClosed);
    }

    [Fact]
    public async Task RunAsync_BrokerThatStopsWithIt_IsNotWarnedOf()
    {
        using var fleet = new TestFleet([Runs.Station()]);
        using FleetRunner runner = Create(fleet);
        using var stop = new CancellationTokenSource();
        Task run = runner.RunAsync(stop.Token);
        await runner.AllOnline;
        fleet.Connector["hs-0007"].Lose("lost while running");
        await stop.CancelAsync();
        await run;

        fleet.Connector["hs-0007"].Lose("lost while stopping");
        Assert.Equal(["lost while running"], fleet.Reporter.Warnings);
    }

    private static FleetRunner Create(TestFleet fleet)
    {
        var clock = new ScaledTimeProvider(TimeProvider.System, TimeProvider.System.GetUtcNow(), 1);
        return new FleetRunner(fleet.WithoutOwnConnections(), fleet.Agents, fleet.Connector, clock, 1, fleet.Reporter);
    }
}
