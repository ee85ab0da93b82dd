using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory;

public sealed class CityLoaderTests
{
    private readonly City _city = TestCity.Good();

    [Fact]
    public void Load_GoodFiles_ReadsFields()
    {
        DeviceKind camera = _city.FindSystem("water-safety")!.FindKind("camera")!;

        Assert.Equal(TimeSpan.FromMinutes(1), camera.Interval);
        Assert.Equal(["temperature", "voltage", "armed", "mode"], camera.Readings.Fields.Select(f => f.Name));
        Assert.Equal([0, 1, 2, 3], camera.Readings.Fields.Select(f => f.Index));
        FieldProfile temperature = camera.Readings[0];
        Assert.Equal((FieldType.Number, "degC", -40, 85, -20, 60), (temperature.Type, temperature.Unit, temperature.PhysicalMinimum, temperature.PhysicalMaximum, temperature.NormalMinimum, temperature.NormalMaximum));
        Assert.Equal(new LocalizedText("温度", "Temperature"), temperature.Title);
        Assert.Equal(double.PositiveInfinity, camera.Readings[1].PhysicalMaximum);
        Assert.True(double.IsNaN(camera.Readings[1].NormalMinimum));
        Assert.Equal([FieldType.Boolean, FieldType.Text], camera.Readings.Fields.Skip(2).Select(f => f.Type));
    }

    [Fact]
    public void Load_GoodFiles_PutsEventFirstAmongTheFieldsOfEvents()
    {
        DeviceKind camera = _city.Systems[0].Kinds[0];

        Assert.Equal(["event", "zone", "confidence"], camera.Events.Fields.Select(f => f.Name));
        Assert.Equal(["intrusion", "loitering", "in-water", "cleared"], camera.EventNames);
        Assert.Equal("1", camera.Events[2].Unit);
    }

    [Fact]
    public void Load_GoodFiles_ReadsCommands()
    {
        CommandProfile voice = _city.Systems[0].Kinds[0].FindCommand("voice")!;

        Assert.Equal(TimeSpan.FromSeconds(30), voice.TimeToLive);
        Assert.Equal(["text", "volume", "repeat"], voice.Arguments.Fields.Select(f => f.Name));
        Assert.Null(_city.Systems[0].Kinds[0].FindCommand("horn"));
    }

    [Fact]
    public void Load_GoodFiles_KeepsRulesWithTheirPlaces()
    {
        IReadOnlyList<RuleDefinition> rules = _city.Systems[0].Kinds[0].Rules;

        Assert.Equal(["hot", "silent", "person-in-zone"], rules.Select(r => r.Id.Value));
        Assert.Equal(new LocatedText("temperature > 60", TestCity.SystemPath, 23, 15), rules[0].When);
        Assert.Equal("15s", rules[0].For!.Value);
        Assert.Equal("Look", rules[0].Advice!.En);
        Assert.False(rules[0].LifeSafety);
        Assert.Equal(("3 intervals", "cameras"), (rules[1].Absent!.Value, rules[1].Escalation!.Value));
        Assert.Null(rules[1].When);
        RuleDefinition person = rules[2];
        Assert.Equal(["intrusion", "loitering"], person.Event.Select(e => e.Value));
        Assert.Equal(["cleared"], person.ClearEvent.Select(e => e.Value));
        Assert.Equal(("confidence >= 0.6", "zone within 60s", "10m", "high"), (person.Where!.Value, person.Merge!.Value, person.ClearAfter!.Value, person.Severity.Value));
        Assert.True(person.LifeSafety);
    }

    [Fact]
    public void Load_GoodFiles_ReadsTheCommandOfARule()
    {
        RuleCommand command = _city.Systems[0].Kinds[0].Rules[2].Command!;

        Assert.Equal("voice", command.Name);
        Assert.Equal(TimeSpan.FromSeconds(30), command.TimeToLive);
        Assert.Equal(["text=危险水域,请勿靠近!", "volume=80", "repeat=true"], command.Arguments.Select(a => $"{a.Field.Name}={a.Value}"));
    }

    [Fact]
    public void LocatedText_OfAQuotedScalar_BeginsBehindTheQuote()
    {
        City city = TestCity.Good(TestCity.System.Replace("when: temperature > 60", "when: \"temperature > 60\""));

        LocatedText when = city.Systems[0].Kinds[0].Rules[0].When!;

        Assert.Equal(16, when.Column);
        Assert.Equal($"{TestCity.SystemPath}:23:28: no such field", when.MistakeAt(12, "no such field").ToString());
    }

    [Fact]
    public void Load_GoodFiles_ReadsAreasSitesAndDuties()
    {
        Area daiwan = _city.FindArea("daiwan")!;

        Assert.Equal((AreaLevel.Town, "linqing", "戴湾镇"), (daiwan.Level, daiwan.Parent!.Id, daiwan.Title.Zh));
        Assert.True(daiwan.IsWithin(_city.FindArea("liaocheng")!));
        Assert.False(_city.FindArea("liaocheng")!.IsWithin(daiwan));
        Site pond = _city.FindSite("pond-1")!;
        Assert.Equal((36.85, 115.71, "daiwan"), (pond.Latitude, pond.Longitude, pond.Area.Id));
        Duty duty = Assert.Single(_city.Duties);
        Assert.Equal(("cadre", "daiwan", "村干部"), (duty.Id, duty.Area.Id, duty.Role.Zh));
        Assert.Same(_city.Systems[0], Assert.Single(duty.Systems));
        Assert.Null(_city.FindArea("nowhere"));
    }

    [Fact]
    public void Load_GoodFiles_ExpandsDevices()
    {
        Assert.Equal(["cam-01", "cam-02", "tpl-08", "tpl-09", "tpl-10", "tpl-11", "gw-1"], _city.Devices.Select(d => d.Id));
        Assert.Equal(Enumerable.Range(0, 7), _city.Devices.Select(d => d.Index));
        Assert.Equal(new LocalizedText("10号", "No 10"), _city.FindDevice("tpl-10")!.Title);
        Assert.Equal(new LocalizedText("摄像头 cam-02", "Camera cam-02"), _city.FindDevice("cam-02")!.Title);
    }

    [Fact]
    public void Load_DeviceWithItsOwnAreaStateAndInterval_TakesThemFromTheDevice()
    {
        Device first = _city.FindDevice("cam-01")!;
        Device second = _city.FindDevice("cam-02")!;

        Assert.Equal(("daiwan", DeviceState.InService, 60.0), (first.Area.Id, first.State, first.Interval.TotalSeconds));
        Assert.Equal(("linqing", DeviceState.Commissioning, 300.0), (second.Area.Id, second.State, second.Interval.TotalSeconds));
    }

    [Fact]
    public void Load_Gateway_KnowsItsChildrenAndTheyKnowIt()
    {
        Device gateway = _city.FindDevice("gw-1")!;

        Assert.Equal(["cam-01", "tpl-08", "tpl-09"], gateway.Children.Select(d => d.Id));
        Assert.Same(gateway, _city.FindDevice("tpl-08")!.Gateway);
        Assert.Null(_city.FindDevice("tpl-10")!.Gateway);
        Assert.Empty(_city.FindDevice("cam-02")!.Children);
    }

    [Fact]
    public void Device_Series_AreMeasurementAndTagsInOrder()
    {
        Device device = _city.FindDevice("cam-01")!;

        Assert.Equal("water_safety,area=daiwan,device=cam-01,site=pond-1", Encoding.UTF8.GetString(device.ReadingSeries.Span));
        Assert.Equal("water_safety_event,area=daiwan,device=cam-01,site=pond-1", Encoding.UTF8.GetString(device.EventSeries.Span));
        Assert.Equal("cam-01", Encoding.UTF8.GetString(device.IdUtf8.Span));
    }

    [Fact]
    public void FindDevice_ByText_FindsKnownOnesOnly()
    {
        Assert.Equal("cam-02", _city.FindDevice("cam-02"u8)!.Id);
        Assert.True(_city.TryFindDevice("gw-1"u8, out Device? gateway));
        Assert.Equal("gw-1", gateway.Id);
        Assert.Null(_city.FindDevice("cam-03"));
        Assert.Null(_city.FindDevice(""));
        Assert.Null(_city.FindDevice("摄像头"));
        Assert.Null(_city.FindDevice(new string('a', 5000)));
        Assert.False(_city.TryFindDevice("CAM-02"u8, out _));
    }

    [Fact]
    public void ContentHash_SameContentOtherLineEnds_IsTheSame()
    {
        City windows = TestCity.Good(TestCity.System.Replace("\n", "\r\n"));
        City changed = TestCity.Good(TestCity.System.Replace("60s", "61s"));

        Assert.Equal(64, _city.ContentHash.Length);
        Assert.Equal(_city.ContentHash, windows.ContentHash);
        Assert.NotEqual(_city.ContentHash, changed.ContentHash);
    }

    [Fact]
    public void Load_FilesOfAnEarlierLoad_GivesTheSameCity()
    {
        City again = CityLoader.Load(_city.Files).City!;

        Assert.Equal(_city.ContentHash, again.ContentHash);
        Assert.Equal(_city.Devices.Select(d => d.Id), again.Devices.Select(d => d.Id));
    }

    [Fact]
    public void Load_FiftyThousandDevices_StaysSmall()
    {
        string city = TestCity.City.Replace("\"tpl-{08..11}\"", "\"tpl-{00001..50000}\"").Replace(", children: [cam-01, \"tpl-{08..09}\"]", "");
        TestCity.Good(city: city);

        // All that is allocated on the way, so an upper bound of what stays; other tests run beside this one.
        long before = GC.GetAllocatedBytesForCurrentThread();
        City large = TestCity.Good(city: city);
        long used = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(50_003, large.Devices.Count);
        Assert.Equal("tpl-50000", large.FindDevice("tpl-50000"u8)!.Id);
        Assert.InRange(used, 1, 100 * 1024 * 1024);
    }
}
