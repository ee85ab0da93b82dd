using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Tests.Console.Pages;

public sealed class FactTests
{
    private static readonly City City = ShippedCity.Load();
    private static readonly DeviceKind Camera = City.FindDevice("cam-01")!.Kind;
    private static readonly DeviceKind Station = City.FindDevice("hs-0001")!.Kind;

    [Fact]
    public void Of_Event_IsItsFieldsWithoutThePictureAndTheNumber()
    {
        Incident incident = Incident("person-in-zone", "cam-01", 0.91, """{"event":"intrusion","zone":"<b>","confidence":0.91,"snapshot":"s-1","unheard":null}""");

        IReadOnlyList<Fact> facts = Fact.Of(incident, Camera);

        Assert.Equal(["Event", "Warning zone", "Confidence"], facts.Select(f => f.Name.En));
        Assert.Equal(["intrusion", "<b>", "91 %"], facts.Select(f => f.Value.En));
        Assert.Equal("s-1", Fact.SnapshotOf(incident.Attributes));
    }

    [Fact]
    public void Of_Threshold_IsTheFieldWithItsUnit()
    {
        Fact fact = Assert.Single(Fact.Of(Incident("primary-supply-pressure-low", "hs-0001", 0.12, "{}"), Station));

        Assert.Equal(("一次网供水压力", "0.12 MPa"), (fact.Name.Zh, fact.Value.Zh));
    }

    [Theory]
    [InlineData("hold-pressure-short", "Value", "0.031")]
    [InlineData("leak", "Value", "0.031")]
    [InlineData("primary-supply-pressure-low", "Primary supply pressure", "0.031 MPa")]
    public void Of_Number_IsNamedByItsFieldOrShortExpression(string rule, string name, string value)
    {
        Fact fact = Assert.Single(Fact.Of(Incident(rule, "hs-0001", 0.0312, "{}"), Station));

        Assert.Equal((name, value), (fact.Name.En, fact.Value.En));
    }

    [Fact]
    public void Of_DeviceThatIsGone_StillShowsWhatIsKnown()
    {
        Assert.Equal(["zone", "level"], Fact.Of(Incident("r", "gone", null, """{"zone":"a","level":2,"on":""}"""), null).Select(f => f.Name.En));
        Assert.Equal("Value", Assert.Single(Fact.Of(Incident("r", "gone", 3, "{}"), null)).Name.En);
    }

    [Fact]
    public void Of_NothingKnown_IsEmpty() => Assert.Empty(Fact.Of(Incident("silent", "hs-0001", null, "{}"), Station));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"snapshot":7}""")]
    public void SnapshotOf_NoId_IsNull(string attributes) => Assert.Null(Fact.SnapshotOf(attributes));

    [Fact]
    public void View_OfAnIncident_NamesItsPlaceAndSurvivesItsRemoval()
    {
        Incident incident = Incident("silent", "cam-10", null, "{}") with { AreaId = "daiwan-dongcun", SiteId = "water-10", OpenedAtMs = 9_000 };

        IncidentView known = IncidentView.Of(incident, City, 10_000);
        IncidentView gone = IncidentView.Of(incident with { DeviceId = "gone", AreaId = "gone", SiteId = "gone", OpenedAtMs = 11_000 }, City, 10_000);

        Assert.Equal("戴湾东村坑塘", known.Site.Zh);
        Assert.StartsWith(City.FindArea("linqing")!.Title.Zh, known.Area.Zh, StringComparison.Ordinal);
        Assert.EndsWith(", Linqing", known.Area.En, StringComparison.Ordinal);
        Assert.Equal(1_000, known.AgeMs);
        Assert.Equal(("gone", "gone", "gone", 0), (gone.Device.Zh, gone.Site.Zh, gone.Area.En, gone.AgeMs));
    }

    [Fact]
    public void View_OfAnIncidentThatIsOver_CountsNoFurther()
    {
        Incident over = Incident("silent", "cam-10", null, "{}") with { State = IncidentState.ReturnedUnacknowledged, OpenedAtMs = 1_000, ClearedAtMs = 4_000 };

        IncidentView view = IncidentView.Of(over, City, 10_000);

        Assert.Equal((3_000, 6_000), (view.AgeMs, view.OverSinceMs));
        Assert.Null(IncidentView.Of(over with { State = IncidentState.Unacknowledged, ClearedAtMs = null }, City, 10_000).OverSinceMs);
    }

    private static Incident Incident(string rule, string device, double? value, string attributes) => new()
    {
        Id = "0123456789abcdef",
        RuleId = rule,
        DeviceId = device,
        SystemId = "s",
        AreaId = "a",
        SiteId = "s",
        Severity = Severity.High,
        LifeSafety = false,
        State = IncidentState.Unacknowledged,
        Title = new LocalizedText("题", "Title"),
        OpenedAtMs = 0,
        Value = value,
        Attributes = attributes,
        Position = 1,
        Version = 1,
    };
}
