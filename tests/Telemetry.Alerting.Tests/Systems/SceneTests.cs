using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Inputs;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>What several rules of a system say together: how many alarms one fault is, and what they do beside telling.</summary>
public sealed class SceneTests
{
    [Fact]
    public void Motor_WindingThatJumpsPastEveryLimit_IsOneAlarmUntilItIsCoolerThanTheTrip()
    {
        Assert.Equal("Raised winding-trip", Told(new MotorCases(), "motor/winding-trip", script => script.For("10m", ("winding_temperature", 160))));
        Assert.Equal(
            "Raised winding-trip, Cleared winding-trip, Raised winding-warm",
            Told(new MotorCases(), "motor/winding-trip", script => script.For("10m", ("winding_temperature", 160)).For("10m", ("winding_temperature", 132))));
    }

    [Fact]
    public void Motor_WindingThatWarmsSlowly_IsToldAtEachStep() => Assert.Equal(
        "Raised winding-warm, Raised winding-hot, Raised winding-trip",
        Told(new MotorCases(), "motor/winding-trip", script => script.Ramp("20m", "winding_temperature", 120, 160)));

    [Fact]
    public void Motor_VibrationThatDoesDamage_IsNotToldThreeTimes() => Assert.Equal(
        "Raised vibration-high", Told(new MotorCases(), "motor/vibration-high", script => script.For("1h", ("vibration", 9))));

    [Fact]
    public void Motor_Start_IsCalm() => Assert.Equal(
        "",
        Told(new MotorCases(), "motor/current-unbalance", script => script
            .For("2m", ("running", false), ("current_a", 0), ("current_b", 0), ("current_c", 0))
            .For("20s", ("starting", true), ("current_a", 600), ("current_b", 480), ("current_c", 500))
            .Calm("5m")));

    [Fact]
    public void ClosedLine_FirmThatPullsThePlug_IsOneAlarm()
    {
        var cases = new ClosedLineCases();
        var run = new CaseRun(cases.Rules, cases.All[0]).TicksUntil(0, "set-2").TicksUntil(2_400_000, "set-2");

        var group = Assert.Single(run.All, one => one.Rule.Id == "offline-group");
        Assert.Equal((Severity.High, "3 terminals of There offline: power cut off or removed"), (group.Severity, group.Title.En));
        Assert.Equal(["set-2", "set-3", "set-4"], run.All.Where(one => one.Group == group.Id && one.Rule.Id == "offline").Select(one => one.Device.Id).Distinct().Order());
        Assert.All(run.All.Where(one => one.Device.Id is "line-1" or "set-1"), one => Assert.Null(one.Group));
    }

    [Fact]
    public void ClosedLine_PermitThatEndsWhileItRuns_IsToldAfterTheWholeTime()
    {
        Assert.Equal("", Told(new ClosedLineCases(), "line/revival-suspected", script => Dismantle(script).For("10m", ("power", 900))));
        Assert.Equal("Raised revival-suspected", Told(new ClosedLineCases(), "line/revival-suspected", script => Dismantle(script).For("15m", ("power", 900))));

        static Script Dismantle(Script script) => script
            .Flag(InputKind.Permit).For("3h", ("power", 900), ("sealed", false))
            .Flag(InputKind.Permit, false);
    }

    [Fact]
    public void Pond_OxygenThatFallsAtOnce_StartsTheAeratorAndIsNotToldAsLowToo()
    {
        var run = Play(new FisheryPvCases(), "pond/oxygen-critical", script => script.For("20m", ("dissolved_oxygen", 1.8)));

        Assert.Equal(["oxygen-stress", "oxygen-critical"], Own(run).Where(one => one.Rule.Id != "oxygen-low").Select(one => one.Rule.Id));
        Assert.All(run.All.Where(one => one.Rule.Id is "oxygen-stress" or "oxygen-critical"), one => Assert.Equal("aerator", one.Rule.Command?.Name));
    }

    [Theory]
    [InlineData("car")]
    [InlineData("tricycle")]
    [InlineData("e-bike")]
    public void Charging_FireOrWhatBecomesOne_CutsThePowerAndIsLifeSafety(string kind)
    {
        var rules = new ChargingCases().Rules.Rules.Where(rule => rule.Kind.Id == kind).ToDictionary(rule => rule.Id);

        Assert.All(["overheated", "smoke"], id => Assert.Equal((true, Severity.Critical, "cut-power"), (rules[id].LifeSafety, rules[id].Severity, rules[id].Command?.Name)));
        Assert.All(["hot", "overload", "silent"], id => Assert.Equal((false, null), (rules[id].LifeSafety, rules[id].Command)));
    }

    [Fact]
    public void Charging_SocketPastBothLimits_IsOneAlarmInWordsOfItsTemperature()
    {
        var run = Play(new ChargingCases(), "e-bike/overheated", script => script.For("10m", ("temperature", 96.5)));

        var told = Assert.Single(Own(run));
        Assert.Equal(("Socket over-temperature 96.5 °C, told to cut the power", "充电插座超温 96.5 °C，已下令断电"), (told.Title.En, told.Title.Zh));
    }

    private static string Told(SystemCases cases, string rule, Action<Script> scene) =>
        string.Join(", ", Own(Play(cases, rule, scene)).Select(one => $"{one.Kind} {one.Rule.Id}"));

    private static IEnumerable<Transition> Own(CaseRun run) => run.All.Where(one => one.Rule.Id is not ("silent" or "offline" or "offline-group"));

    private static CaseRun Play(SystemCases cases, string rule, Action<Script> scene)
    {
        var one = cases.All.First(other => other.Rule == rule);
        var script = new Script(one, device => (long)cases.Rules.City.FindDevice(device)!.Interval.TotalMilliseconds);
        one.Before(script);
        scene(script);
        return new CaseRun(cases.Rules, one).Play(script.Steps);
    }
}
