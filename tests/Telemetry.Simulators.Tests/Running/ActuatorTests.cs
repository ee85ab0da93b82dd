using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Running;
using Telemetry.Simulators.Sluices;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Running;

/// <summary>Commands to a sluice gate: select, confirm, execute; and to what obeys at once.</summary>
public class ActuatorTests
{
    private const long Now = Runs.Start;

    private readonly List<CommandReply> _replies = [];
    private readonly Gate _gate = (Gate)Runs.Create(new SimulatedDevice("gate-liquan", "sluice", "gate", "weiwan", TimeSpan.FromSeconds(60)));
    private readonly Actuator _actuator;

    public ActuatorTests() => _actuator = new Actuator(_gate, _replies.Add);

    [Fact]
    public void Receive_SelectedAndConfirmed_MovesWithinTenSecondsAndIsDoneThere()
    {
        Send(Move("c1", "select", token: "t1"), 0);
        Send(Move("c1", "execute", token: "t1"), 20_000);
        Assert.Equal(["selected", "executing"], _replies.Select(r => r.State));

        _gate.Advance(Now + 30_000, new RecordedOutput());
        Assert.Equal("opening", State());
        Advance(30_000);
        Assert.Equal(2, _replies.Count);

        Run(30_000, 600_000);
        Assert.Equal("done", _replies[^1].State);
        Assert.Equal(1500, Read("opening"));
        Assert.Equal("part-open", State());
    }

    [Theory]
    [InlineData("another", 1000, "wang", "not selected with this token")]
    [InlineData("t1", 30_001, "wang", "the selection is older than 30 s")]
    [InlineData("t1", 1000, "li", "no second person has confirmed")]
    [InlineData("t1", 1000, "", "no second person has confirmed")]
    public void Receive_ExecuteThatIsNotCovered_IsRefused(string token, long after, string confirmedBy, string why)
    {
        Send(Move("c1", "select", token: "t1"), 0);
        Send(Move("c1", "execute", token, confirmedBy: confirmedBy), after);

        Assert.Equal(("refused", why), (_replies[^1].State, _replies[^1].Detail));
        Assert.NotEqual("opening", State());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3001)]
    [InlineData(double.NaN)]
    public void Receive_OpeningThatTheGateHasNot_IsRefusedAtSelection(double opening)
    {
        Send(Move("c1", "select", "t1", opening), 0);
        Assert.Equal("refused", Assert.Single(_replies).State);
    }

    [Fact]
    public void Receive_SameIdTwice_IsAnsweredAgainAndMovesOnce()
    {
        Send(Move("c1", "select", "t1"), 0);
        Send(Move("c1", "execute", "t1"), 1000);
        Run(1000, 600_000);
        Send(Move("c1", "execute", "t1"), 600_000);

        Assert.Equal(["selected", "executing", "done", "done"], _replies.Select(r => r.State));
    }

    [Fact]
    public void Receive_TtlIsOver_Expires()
    {
        Send(Move("c1", "select", "t1") with { TtlMs = 0 }, 0);
        Assert.Equal("expired", Assert.Single(_replies).State);
    }

    [Fact]
    public void Receive_Stop_NeedsNoSelectionAndEndsTheMove()
    {
        Send(Move("c1", "select", "t1"), 0);
        Send(Move("c1", "execute", "t1"), 1000);
        _gate.Advance(Now + 60_000, new RecordedOutput());
        Send(new CommandMessage("c2", "stop", "execute", 10_000, null), 60_000);
        Advance(61_000);

        Assert.Contains(_replies, r => r is { Id: "c1", State: "failed" });
        Assert.Equal("stopped", State());
    }

    [Fact]
    public void Receive_Cancel_TakesTheSelectionBack()
    {
        Send(Move("c1", "select", "t1"), 0);
        Send(Move("c1", "cancel", "t1"), 1000);
        Send(Move("c1", "execute", "t1"), 2000);
        Assert.Equal(["selected", "done", "refused"], _replies.Select(r => r.State));
    }

    [Fact]
    public void Advance_GateJams_TheMoveFailsAndAnotherIsRefused()
    {
        Send(Move("c1", "select", "t1"), 0);
        Send(Move("c1", "execute", "t1"), 1000);
        _gate.Begin(new Fault(FaultKind.Jam), Now + 30_000);
        Run(30_000, 120_000);
        Assert.Equal(("failed", "the hoist was overloaded"), (_replies[^1].State, _replies[^1].Detail));
        Assert.Equal("fault", State());

        Send(Move("c2", "select", "t2"), 120_000);
        Assert.Equal(("refused", "overload"), (_replies[^1].State, _replies[^1].Detail));
    }

    [Fact]
    public void Receive_PondAndSocket_ObeyAtOnce()
    {
        DeviceModel pond = Runs.Create(new SimulatedDevice("pond-01", "fishery-pv", "pond", "qingping", TimeSpan.FromMinutes(5)));
        DeviceModel socket = Runs.Create(new SimulatedDevice("car-001", "charging", "car", "dongchangfu", TimeSpan.FromMinutes(1)));
        var reading = new Reading();
        CommandMessage on = CommandMessage.Parse("""{"id":"a","name":"aerator","args":{"on":true}}"""u8.ToArray())!;
        new Actuator((ICommandable)pond, _replies.Add).Receive(on, Now);
        new Actuator((ICommandable)pond, _replies.Add).Receive(on with { Id = "b", Numbers = null }, Now);
        socket.Begin(new Fault(FaultKind.Overheat), Now);
        new Actuator((ICommandable)socket, _replies.Add).Receive(new CommandMessage("c", "cut-power", "execute", 30_000, null), Now);
        Assert.Equal(["executing", "done", "refused", "executing", "done"], _replies.Select(r => r.State));

        pond.Read(reading);
        Assert.Equal(1, reading.Number("aerator_on"));
        reading.Clear();
        socket.Read(reading);
        Assert.Equal(0, reading.Number("power"));
    }

    private static CommandMessage Move(string id, string phase, string token, double opening = 1500, string confirmedBy = "wang") =>
        new(id, "move", phase, 30_000, null)
        {
            Token = token,
            By = "li",
            ConfirmedBy = confirmedBy,
            Numbers = new Dictionary<string, double> { ["opening"] = opening },
        };

    private void Send(CommandMessage command, long atMs) => _actuator.Receive(command, Now + atMs);

    private void Advance(long atMs) => _actuator.Advance(Now + atMs);

    private void Run(long fromMs, long toMs)
    {
        for (long at = fromMs; at <= toMs; at += 5000)
        {
            _gate.Advance(Now + at, new RecordedOutput());
            Advance(at);
        }
    }

    private double Read(string field)
    {
        var reading = new Reading();
        _gate.Read(reading);
        return reading.Number(field);
    }

    private string State()
    {
        var reading = new Reading();
        _gate.Read(reading);
        return reading.Fields.Single(f => f.Name == "state").Text!;
    }
}
