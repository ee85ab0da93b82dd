using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>A lift every minute.</summary>
public sealed class ElevatorCases : SystemCases
{
    private static readonly (string, object)[] Stuck = [("in_door_zone", false), ("person_present", true)];

    public override string System => "elevator";

    public override string Devices => "  - { id: lift-1, system: elevator, kind: lift, site: here, title: { zh: 电梯, en: Lift } }";

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Of("trapped").WithSeverity("critical")
            .Raises(script => script.For("3m", Stuck))
            .Nearly(script => script.One(Stuck).Calm("5m"))
            .Nearly(script => script.Every("10s").For("50s", Stuck).Calm("5m"))
            .Nearly(script => script.For("10m", ("in_door_zone", false)))
            .Nearly(script => script.For("10m", ("person_present", true)))
            .Nearly(script => script.For("10m", [.. Stuck, ("moving", true)]))
            .Nearly(script => script.For("10m", [.. Stuck, ("door_closed", false)]))
            .Stays(script => script.For("10m", Stuck))
            .Clears(script => script.One([.. Stuck, ("door_closed", false)]));
        yield return Of("alarm-button").WithSeverity("critical")
            .Raises(script => script.Event("alarm-button"))
            .Nearly(script => script.Event("fault", ("fault", "door")).Calm("2m"))
            .Stays(script => script.Calm("8m"))
            .Clears(script => script.Calm("2m"));
        foreach (string kind in new[] { "power-supply", "safety-interlock", "door", "outside-landing-zone", "run-time-exceeded", "position-lost" })
        {
            yield return Of("fault", kind).WithSeverity("high")
                .Raises(script => script.Event("fault", ("fault", kind), ("code", "E07")))
                .Nearly(script => script.Flag(InputKind.Maintenance).Event("fault", ("fault", kind)).Calm("2m"))
                .Nearly(script => script.Event("fault-cleared", ("fault", kind)).Calm("2m"))
                .Stays(script => script.Calm("50m"))
                .Clears(script => script.Event("fault-cleared", ("fault", kind)));
        }

        yield return Of("fault", "quiet for an hour")
            .Raises(script => script.Event("fault", ("fault", "door")))
            .Nearly(script => script.Calm("10m"))
            .Stays(script => script.Event("fault-cleared", ("fault", "power-supply")).Calm("55m"))
            .Clears(script => script.Calm("10m"));

        yield return Of("service-overdue", "by the lift").WithSeverity("low").EverySampleCounts()
            .Raises(script => script.One(("service_age", 15.1)))
            .Nearly(script => script.For("10m", ("service_age", 15)))
            .Stays(script => script.For("10m", ("service_age", 14)))
            .Clears(script => script.One(("service_age", 0.9)));
        yield return Of("service-overdue", "by the platform").WithSeverity("low")
            .After(script => script.Calm("5m").Serviced())
            .Raises(script => script.Quiet("15d").Calm("5m"))
            .Nearly(script => script.Quiet("14d23h").Calm("5m"))
            .Nearly(script => script.For("10m", ("service_age", 40)))
            .Stays(script => script.For("10m", ("service_age", 0.1)))
            .Clears(script => script.Serviced().Calm("2m"));
        yield return Of("silent").WithSeverity("medium")
            .Raises(script => script.Quiet("2m10s"))
            .Nearly(script => script.Quiet("1m50s"))
            .Stays(script => script.Quiet("1h"))
            .Clears(script => script.One());
    }

    private static RuleCase Of(string rule, string label = "") => new RuleCase("lift/" + rule, "lift-1", label)
        .Calm(
            ("floor", 5), ("moving", false), ("door_closed", true), ("in_door_zone", true), ("person_present", false), ("service_age", 5.0));
}
