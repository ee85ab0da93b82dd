namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Cameras over dangerous water: a heartbeat each minute, and what they see.</summary>
public sealed class WaterSafetyCases : SystemCases
{
    public override string System => "water-safety";

    public override string Devices => "  - { id: cam-1, system: water-safety, kind: camera, site: here, title: { zh: 摄像机, en: Camera } }";

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Seen(Of("person-in-zone"), "intrusion", ("age_class", "adult")).WithSeverity("high");
        yield return Seen(Of("person-in-zone", "loitering"), "loitering", ("age_class", "adult")).WithSeverity("high");
        yield return Seen(Of("child-in-zone"), "intrusion", ("age_class", "child"))
            .Nearly(script => script.Event("intrusion", ("zone", "bank-1"), ("confidence", 0.9), ("frames", 5), ("age_class", "adult")))
            .Nearly(script => script.Event("intrusion", ("zone", "bank-1"), ("confidence", 0.9), ("frames", 5), ("age_class", "unknown")))
            .WithSeverity("critical");
        yield return Seen(Of("voice-without-effect"), "loitering", ("age_class", "adult"), ("dwell_ms", 30_000))
            .Nearly(script => script.Event("loitering", ("zone", "bank-1"), ("confidence", 0.9), ("frames", 5), ("dwell_ms", 29_999)))
            .WithSeverity("high");
        yield return Seen(Of("person-in-water"), "in-water", ("age_class", "unknown"))
            .Nearly(script => script.Event("intrusion", ("zone", "bank-1"), ("confidence", 0.9), ("frames", 5)))
            .WithSeverity("critical");

        // One frame each: three such within ten seconds are somebody in the water.
        yield return Of("person-in-water-repeated").WithSeverity("critical")
            .Raises(script => InWater(InWater(InWater(script, 1, 0.6), 1, 0.7), 2, 0.6))
            .Nearly(script => InWater(InWater(script, 1, 0.9), 1, 0.9).Calm("5m"))
            .Nearly(script => InWater(InWater(InWater(script, 1, 0.9).Quiet("5s"), 1, 0.9).Quiet("5s"), 1, 0.9))
            .Nearly(script => InWater(InWater(InWater(script, 1, 0.59), 1, 0.59), 1, 0.59))
            .Nearly(script => InWater(InWater(InWater(script, 1, 0.9, "bank-1"), 1, 0.9, "bank-2"), 1, 0.9, "bank-3"))
            .Stays(script => InWater(script.Quiet("50s"), 1, 0.9))
            .Stays(script => script.Calm("8m"))
            .Clears(script => script.Event("cleared", ("zone", "bank-1"), ("confidence", 1.0)));

        // Who does not say how sure it is, or of how many frames it tells, is believed; and the zone's quiet ends it.
        yield return Of("person-in-zone", "of a simple camera")
            .Raises(script => script.Event("intrusion", ("zone", "bank-1")))
            .Nearly(script => script.Event("cleared", ("zone", "bank-1")))
            .Stays(script => script.Calm("8m"))
            .Clears(script => script.Calm("3m"));

        yield return Of("speaker-failed")
            .Raises(script => script.For("2m", ("speaker_ok", false)))
            .Nearly(script => script.For("1m", ("speaker_ok", false)).Calm("5m"))
            .Nearly(script => script.For("10m", ("camera_ok", false)))
            .Stays(script => script.For("5m", ("speaker_ok", false)))
            .Clears(script => script.One());

        yield return Of("picture-failed", "frame rate")
            .Raises(script => script.For("4m", ("frame_rate", 4.9)))
            .Nearly(script => script.For("2m", ("frame_rate", 4.9)).Calm("5m"))
            .Nearly(script => script.For("10m", ("frame_rate", 5)))
            .Stays(script => script.For("5m", ("frame_rate", 9)))
            .Clears(script => script.One());

        yield return Of("picture-failed")
            .Raises(script => script.For("4m", ("camera_ok", false)))
            .Nearly(script => script.For("10m", ("speaker_ok", false)))
            .Stays(script => script.For("5m", ("frame_rate", 9)))
            .Clears(script => script.One());

        yield return Of("silent")
            .Raises(script => script.Quiet("2m30s"))
            .Nearly(script => script.Quiet("1m50s").Calm("5m"))
            .Stays(script => script.Quiet("10m"))
            .Clears(script => script.One())
            .EverySampleCounts()
            .WithSeverity("high");
    }

    private static RuleCase Of(string rule, string label = "") =>
        new RuleCase("camera/" + rule, "cam-1", label).Calm(("camera_ok", true), ("speaker_ok", true), ("frame_rate", 25));

    private static Script InWater(Script script, int frames, double confidence, string zone = "bank-1") =>
        script.Event("in-water", ("zone", zone), ("confidence", confidence), ("frames", frames));

    /// <summary>A confidence of 0.6 over three frames; merged within the zone, gone when it says so or after ten minutes.</summary>
    private static RuleCase Seen(RuleCase one, string name, params (string Name, object Value)[] values)
    {
        (string, object)[] With(double confidence, int frames, string track) =>
            [("zone", "bank-1"), ("confidence", confidence), ("frames", frames), ("track", track), .. values];
        return one
            .Raises(script => script.Event(name, With(0.6, 3, "t1")))
            .Nearly(script => script.Event(name, With(0.59, 30, "t1")))
            .Nearly(script => script.Event(name, With(0.99, 2, "t1")))
            .Stays(script => script.Quiet("50s").Event(name, With(0.9, 9, "t2")))                                  // another track, the same zone
            .Stays(script => script.Event("cleared", ("zone", "bank-2"), ("confidence", 1.0)))                     // another zone
            .Stays(script => script.Calm("8m"))
            .Clears(script => script.Event("cleared", ("zone", "bank-1"), ("confidence", 1.0)));
    }
}
