using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>A gate of 4 m, 22.8 m3/s at most, 160 kN; every minute, every second while it moves. A camera watches below it.</summary>
public sealed class SluiceCases : SystemCases
{
    private static readonly (string, object)[] Camera = [("camera_ok", true), ("speaker_ok", true), ("frame_rate", 25)];
    private static readonly (string, object)[] Ordered = [("state", "opening"), ("target_opening", 1000)];

    public override string System => "sluice";

    public override IReadOnlyList<string> OtherSystems => ["water-safety"];

    public override string Devices => """
          - { id: cam-1, system: water-safety, kind: camera, site: there, title: { zh: 摄像机, en: Camera } }
          - id: gate-1
            system: sluice
            kind: gate
            site: here
            title: { zh: 闸门, en: Gate }
            parameters: { maximum_discharge: 22.8, width: 4 }
            neighbours: { downstream: cam-1 }
        """;

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Of("discharge-high").Calm(("upstream_level", 32.0), ("downstream_level", 30.0)).WithSeverity("high")
            .Raises(script => Open(script, "5m", 1520))
            .Nearly(script => Open(script, "1h", 1516))
            .Nearly(script => Open(Open(script, "1m", 1600), "5m", 1500))
            .Stays(script => Open(script, "5m", 1490))
            .Clears(script => Open(script, "0s", 1480));
        yield return Of("overload").WithSeverity("high").EverySampleCounts()
            .Raises(script => script.One(("hoist_load", 176.2)))
            .Nearly(script => script.For("5m", ("hoist_load", 176)))
            .Stays(script => script.For("5m", ("hoist_load", 160)))
            .Clears(script => script.One(("hoist_load", 159.8)));
        yield return Of("both-limits").WithSeverity("high").EverySampleCounts()
            .Raises(script => script.One(("limit_open", true), ("limit_closed", true)))
            .Nearly(script => script.For("2m", ("limit_open", true)).For("2m", ("limit_closed", true)))
            .Clears(script => script.One(("limit_closed", true)));
        yield return Of("position-stale").WithSeverity("medium")
            .Raises(script => script.For("5m", ("position_age", 11)))
            .Nearly(script => script.For("5m", ("position_age", 10)))
            .Nearly(script => script.One(("position_age", 60)).Calm("5m"))
            .Stays(script => script.For("5m", ("position_age", 6)))
            .Clears(script => script.One(("position_age", 5)));

        yield return Of("no-feedback").WithSeverity("high")
            .Raises(script => script.Every("1s").For("8s", ("target_opening", 1000)))
            .Nearly(script => script.Every("1s").For("4s", ("target_opening", 1000)).For("20s", Ordered))
            .Nearly(script => script.For("5m", ("target_opening", 320)))
            .Nearly(script => script.For("5m", ("target_opening", 1000), ("local_mode", true)))
            .Nearly(script => script.For("5m", ("target_opening", 1000), ("emergency_stop", true)))
            .Stays(script => script.For("5s", ("target_opening", 315)))
            .Clears(script => script.One(Ordered));
        yield return Of("no-feedback", "every minute")
            .Raises(script => script.For("5m", ("target_opening", 0)))
            .Nearly(script => script.One(("target_opening", 0)).Calm("2m"))
            .Clears(script => script.One(("target_opening", 310)));
        yield return Of("no-motion").WithSeverity("high")
            .Raises(script => script.Every("1s").For("20s", Ordered))
            .Nearly(script => script.Every("1s").For("7s", Ordered).Ramp("1m", "opening", 300, 600, Ordered))
            .Nearly(script => script.Every("1s").For("1m", ("state", "stopped")))
            .Stays(script => script.Ramp("8s", "opening", 300, 304, Ordered))
            .Clears(script => script.Ramp("20s", "opening", 304, 400, Ordered));
        yield return Of("no-motion", "closing, every minute")
            .Raises(script => script.For("5m", ("state", "closing"), ("target_opening", 0)))
            .Nearly(script => script.Ramp("5m", "opening", 290, 0, ("state", "closing"), ("target_opening", 0)))
            .Clears(script => script.One(("state", "stopped")));

        yield return Of("person-downstream").After(script => script.Calm("2m")).WithSeverity("critical")
            .Raises(script => Seen(script, "intrusion").Every("1s").For("20s", Ordered))
            .Nearly(script => script.Every("1s").For("1m", Ordered))
            .Nearly(script => Seen(script, "intrusion").For("5m", ("state", "closing")))
            .Stays(script => script.For("20s", Ordered))
            .Clears(script => script.One(("state", "part-open")));
        yield return Of("person-downstream", "in the water").After(script => script.Calm("2m"))
            .Raises(script => Seen(script, "in-water").For("2m", Ordered))
            .Nearly(script => Seen(script, "in-water").For("2m"))
            .Clears(script => Seen(script, "cleared").For("1m", Ordered));
        yield return Of("person-downstream", "in the water, by single frames").After(script => script.Calm("2m"))
            .Raises(script => SeenInSingleFrames(script, 3).For("2m", Ordered))
            .Nearly(script => SeenInSingleFrames(script, 2).For("2m", Ordered))
            .Clears(script => Seen(script, "cleared").For("1m", Ordered));

        yield return Of("emergency-stop").WithSeverity("high").EverySampleCounts()
            .Raises(script => script.One(("emergency_stop", true)))
            .Nearly(script => script.For("5m", ("local_mode", true), ("state", "stopped")))
            .Clears(script => script.One());
        yield return Of("local-mode").WithSeverity("low")
            .Raises(script => script.For("12m", ("local_mode", true)))
            .Nearly(script => script.For("9m", ("local_mode", true)).Calm("5m"))
            .Nearly(script => script.Flag(InputKind.Maintenance).For("1h", ("local_mode", true)))
            .Clears(script => script.One());
        yield return Of("fault").WithSeverity("high").EverySampleCounts()
            .Raises(script => script.One(("faulty", true)))
            .Nearly(script => script.For("5m", ("state", "stopped")))
            .Stays(script => script.One(("state", "fault")))
            .Clears(script => script.One());
        yield return Of("silent").WithSeverity("high")
            .Raises(script => script.Quiet("2m10s"))
            .Nearly(script => script.Quiet("1m50s"))
            .Stays(script => script.Quiet("1h"))
            .Clears(script => script.One());
    }

    private static RuleCase Of(string rule, string label = "") => new RuleCase("gate/" + rule, "gate-1", label)
        .Calm(
            ("opening", 300), ("target_opening", 300), ("hoist_load", 48.0), ("limit_open", false), ("limit_closed", false),
            ("local_mode", false), ("emergency_stop", false), ("faulty", false), ("position_age", 1), ("state", "part-open"))
        .After(script => script.On("gate-1").Calm("2m"));

    private static Script Open(Script script, string duration, int millimetres) => script.For(duration, ("opening", millimetres), ("target_opening", millimetres));

    private static Script Seen(Script script, string name) =>
        script.On("cam-1", Camera).Event(name, ("zone", "A"), ("confidence", 0.9)).On("gate-1");

    private static Script SeenInSingleFrames(Script script, int count)
    {
        script.On("cam-1", Camera);
        for (int i = 0; i < count; i++)
        {
            script.Event("in-water", ("zone", "A"), ("confidence", 0.9), ("frames", 1));
        }

        return script.On("gate-1");
    }
}
