using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Tests.Support;

/// <summary>A fleet over fake connections, moved by hand.</summary>
internal sealed class TestFleet : IDisposable
{
    private readonly PayloadEncoder _encoder = new();

    public TestFleet(IEnumerable<SimulatedDevice> devices, params ScheduledFault[] faults)
    {
        var context = new FleetContext("city", 1, 1, Runs.Start, Statistics, _encoder, Failures.Add);
        var models = new ModelFactory(1, Runs.Start);
        Agents = [.. devices.Select(device => new DeviceAgent(models.Create(device), context))];
        Fleet = new Fleet(Agents, faults, Runs.Start, Reporter);
        Fleet.PowerLost += Abort;
        Fleet.PowerOn += Connect;
    }

    public Statistics Statistics { get; } = new();

    public List<Exception> Failures { get; } = [];

    public FakeConnector Connector { get; } = new();

    public RecordedReporter Reporter { get; } = new();

    public IReadOnlyList<DeviceAgent> Agents { get; }

    public Fleet Fleet { get; }

    public long NowMs { get; private set; } = Runs.Start;

    /// <summary>Runs everything that falls due, in order.</summary>
    public void Advance(TimeSpan by)
    {
        long end = NowMs + (long)by.TotalMilliseconds;
        while (Fleet.NextWakeMs <= end)
        {
            NowMs = Math.Max(NowMs, Fleet.NextWakeMs);
            Fleet.RunDue(NowMs);
        }

        NowMs = end;
    }

    /// <summary>The fleet for somebody else to drive and to connect.</summary>
    public Fleet WithoutOwnConnections()
    {
        Fleet.PowerLost -= Abort;
        Fleet.PowerOn -= Connect;
        return Fleet;
    }

    public void Dispose() => _encoder.Dispose();

    private static void Abort(IDeviceConnection connection) => connection.AbortAsync();

    private void Connect(DeviceAgent agent)
    {
        agent.Attach(Connector.Open(agent.Plan, new AgentListener(this, agent)));
        if (Connector.Connects)
            agent.Connection!.ConnectAsync(CancellationToken.None);
    }

    private sealed class AgentListener(TestFleet owner, DeviceAgent agent) : IConnectionListener
    {
        public void Connected() => agent.ConnectedAsync(owner.NowMs);

        public void Disconnected(string reason) => owner.Reporter.Warn(reason);

        public void Received(string topic, byte[] payload) => owner.Fleet.Command(agent, payload, owner.NowMs);
    }
}
