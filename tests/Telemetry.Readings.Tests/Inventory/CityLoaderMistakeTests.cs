using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>Each mistake of a file: what is changed in the good city, with § where the mistake stands, and what is said.</summary>
public sealed class CityLoaderMistakeTests
{
    public static TheoryData<string, string, string> SystemMistakes => new()
    {
        { "kinds:", "§kind: 5\nkinds:", "unknown key 'kind' in a system file (did you mean 'kinds'?)" },
        { "system: water-safety\n", "system:§ \n", "'system' of a system file must not be empty" },
        { "system: water-safety", "system: §Water_Safety", "'system' of a system file must be 1 to 64 of a-z, 0-9 and '-', not 'Water_Safety'" },
        { "system: water-safety", "system: §telemetry", "'system' of a system file must not be 'telemetry', which stands for Telemetry itself; choose another" },
        { "system: water-safety", "system: §fire-event", "the system id 'fire-event' is reserved: its measurement would be that of another system's events" },
        { "system: water-safety", "system: §incident", "the system id 'incident' is reserved: its measurement would be that of incidents" },
        { "title: { zh: 摄像头, en: Camera }", "title: §{ zh: 摄像头 }", "'title' of kind 'camera' lacks the key 'en'" },
        { "title: { zh: 摄像头, en: Camera }", "title: §Camera", "'title' of kind 'camera' must be a mapping ({ key: value }), not 'Camera'" },
        { "title: { zh: 摄像头, en: Camera }", "title: { zh: 摄像头, §cn: x, en: Camera }", "unknown key 'cn' in 'title' of kind 'camera' (did you mean 'en'?)" },
        { "  camera:\n", "  §Camera: { title: { zh: x, en: x }, interval: 1m, events: [a] }\n  camera:\n", "the id of a kind must be 1 to 64 of a-z, 0-9 and '-', not 'Camera'" },
        { "interval: 60s", "interval: §60", "'interval' of kind 'camera' must be a duration such as 30s, 5m or 1h, not '60'" },
        { "interval: 60s", "interval: §0s", "'interval' of kind 'camera' must be a duration such as 30s, 5m or 1h, not '0s'" },
        { "temperature: { unit", "§Temp: { unit", "the name of a field must be a letter a-z and then a-z, 0-9 and '_' (at most 64), not 'Temp'" },
        { "voltage:", "§time:", "the field name 'time' is reserved" },
        { "voltage:", "§event:", "the field name 'event' is reserved" },
        { "voltage:", "§seq:", "the field name 'seq' is reserved" },
        { "voltage:", "§mode_quality:", "the field name 'mode_quality' is reserved" },
        { "zone:", "§site:", "the field name 'site' is reserved" },
        { "unit: V, ", "unit: §\"\", ", "'unit' of field 'voltage' must not be empty" },
        { "voltage: { unit: V, ", "voltage: §{ ", "field 'voltage' lacks the key 'unit'" },
        { "physical: [-40, 85]", "physical: §[85, -40]", "'physical' of field 'temperature': the minimum 85 must be less than the maximum -40" },
        { "physical: [-40, 85]", "physical: §[1, 1]", "'physical' of field 'temperature': the minimum 1 must be less than the maximum 1" },
        { "physical: [-40, 85]", "physical: §[-40]", "'physical' of field 'temperature' must be two numbers: [minimum, maximum]" },
        { "physical: [-40, 85]", "physical: §[-40, \"85\"]", "'physical' of field 'temperature' must be two numbers: [minimum, maximum]" },
        { "physical: [-40, 85]", "physical: §[.nan, 85]", "'physical' of field 'temperature' must be two numbers: [minimum, maximum]" },
        { "normal: [-20, 60]", "normal: §[-50, 60]", "'normal' of field 'temperature' must lie inside 'physical'" },
        { "normal: [-20, 60]", "normal: §[-20, 86]", "'normal' of field 'temperature' must lie inside 'physical'" },
        { "armed: { type: boolean", "armed: { type: §bool", "unknown type 'bool' of field 'armed' (did you mean 'boolean'?)" },
        { "mode: { type: text", "mode: { type: text, §unit: m", "field 'mode' has 'unit', which only a number has" },
        { "armed: { type: boolean", "armed: { type: boolean, §physical: [0, 1]", "field 'armed' has 'physical', which only a number has" },
        { "mode: {", "§armed: { type: boolean, title: { zh: x, en: x } }\n      mode: {", "key 'armed' is there twice; the first is at systems/water-safety.yaml:10:7" },
        { "loitering, in-water", "loitering, §intrusion", "event 'intrusion' is already named at systems/water-safety.yaml:12:14" },
        { "loitering, in-water", "loitering, §In Water", "the name of an event must be 1 to 64 of a-z, 0-9 and '-', not 'In Water'" },
        { "ttl: 30s", "ttl: §soon", "'ttl' of command 'voice' must be a duration such as 30s, 5m or 1h, not 'soon'" },
        { "        ttl: 30s\n", "        §tttl: 30s\n        ttl: 30s\n", "unknown key 'tttl' in command 'voice' (did you mean 'ttl'?)" },
        { "id: silent", "id: §hot", "rule 'hot' is already defined at systems/water-safety.yaml:22:13" },
        { "id: silent", "id: §Silent!", "'id' of a rule must be 1 to 64 of a-z, 0-9 and '-', not 'Silent!'" },
        { "for: 15s", "for: §15 s", "'for' of rule 'hot' must be a duration such as 30s, 5m or 1h, not '15 s'" },
        { "for: 15s", "§fro: 15s", "unknown key 'fro' in a rule (did you mean 'for'?)" },
        { "for: 15s", "samples: §5 of 3", "'samples' of rule 'hot' must be 'N of M' with 1 <= N <= M <= 32, such as '3 of 5', not '5 of 3'" },
        { "for: 15s", "samples: §3 of 33", "'samples' of rule 'hot' must be 'N of M' with 1 <= N <= M <= 32, such as '3 of 5', not '3 of 33'" },
        { "for: 15s", "deadband: §-1", "'deadband' of rule 'hot' must be a number more than 0, not '-1'" },
        { "for: 15s", "§absent: 1h", "rule 'hot' must have exactly one of 'when', 'event' and 'absent'" },
        { "for: 15s", "§merge: zone within 60s", "rule 'hot' has 'merge', which only goes with 'event'" },
        { "when: temperature > 60", "when: §[1]", "'when' of rule 'hot' must be a single value, not a list" },
        { "absent: 3 intervals", "absent: §3 intervalls", "'absent' of rule 'silent' must be '3 intervals' or a duration such as 30s, 5m or 1h, not '3 intervalls'" },
        { "severity: high", "severity: §hihg", "unknown severity 'hihg' (did you mean 'high'?)" },
        { "severity: high", "severity: §catastrophic", "unknown severity 'catastrophic' (known: critical, high, medium, low)" },
        { "life-safety: true", "life-safety: §yes", "'life-safety' of rule 'person-in-zone' must be true or false, not 'yes'" },
        { "life-safety: true", "life-safety: §\"true\"", "'life-safety' of rule 'person-in-zone' must be true or false, not 'true'" },
        { "event: [intrusion, loitering]", "event: [intrusion, §loitring]", "unknown event 'loitring' (did you mean 'loitering'?)" },
        { "clear-event: cleared", "clear-event: §clear", "unknown event 'clear' (did you mean 'cleared'?)" },
        { "clear-after: 10m", "clear-after: §10 minutes", "'clear-after' of rule 'person-in-zone' must be a duration such as 30s, 5m or 1h, not '10 minutes'" },
        { "name: voice", "name: §vioce", "unknown command 'vioce' (did you mean 'voice'?)" },
        { "volume: 80", "§volum: 80", "command 'voice' has no argument 'volum' (did you mean 'volume'?)" },
        { "volume: 80", "volume: §101", "argument 'volume' must be a number from 0 to 100, not '101'" },
        { "repeat: true", "repeat: §1", "argument 'repeat' must be true or false, not '1'" },
    };

    public static TheoryData<string, string, string> CityMistakes => new()
    {
        { "duties:", "§dutys:", "unknown key 'dutys' in a city file (did you mean 'duties'?)" },
        { "sites:\n", "  - { id: §liaocheng, level: city, title: { zh: x, en: x } }\nsites:\n", "area 'liaocheng' is already defined at city/daiwan.yaml:2:11" },
        { "level: county", "level: §country", "unknown level 'country' (did you mean 'county'?)" },
        { "parent: linqing", "parent: §linqin", "unknown area 'linqin' (did you mean 'linqing'?)" },
        { "level: county, parent: liaocheng", "level: county, parent: §daiwan", "area 'linqing' lies in itself: linqing -> daiwan -> linqing" },
        { "level: county, parent: liaocheng", "level: county, parent: §linqing", "area 'linqing' lies in itself: linqing -> linqing" },
        { "level: town, parent: linqing", "level: county, parent: §linqing", "area 'daiwan' (county) cannot lie in 'linqing' (county)" },
        { "{ id: daiwan, level: town, parent: linqing,", "§{ id: daiwan, level: town,", "an area of level 'town' lacks the key 'parent'" },
        { "area: daiwan, title", "area: §diawan, title", "unknown area 'diawan' (did you mean 'daiwan'?)" },
        { "[36.85, 115.71]", "§[115.71, 36.85]", "'position' of a site must be [latitude, longitude] in degrees" },
        { "[36.85, 115.71]", "§[36.85]", "'position' of a site must be [latitude, longitude] in degrees" },
        { "id: cam-01, system: water-safety", "id: cam-01, system: §water-saftey", "unknown system 'water-saftey' (did you mean 'water-safety'?)" },
        { "kind: camera, site: pond-1, title: { zh: 一号", "kind: §camra, site: pond-1, title: { zh: 一号", "system 'water-safety' has no kind 'camra' (did you mean 'camera'?)" },
        { "site: pond-1, title: { zh: 一号", "site: §pond-2, title: { zh: 一号", "unknown site 'pond-2' (did you mean 'pond-1'?)" },
        { "site: pond-1, area: linqing", "site: pond-1, area: §lingqing", "unknown area 'lingqing' (did you mean 'linqing'?)" },
        { "site: pond-1, area: linqing", "§sites: pond-1, site: pond-1, area: linqing", "unknown key 'sites' in a device (did you mean 'site'?)" },
        { "{ id: cam-02, system: water-safety, kind: camera, site: pond-1,", "§{ id: cam-02, system: water-safety, kind: camera,", "a device lacks the key 'site'" },
        { "state: commissioning", "state: §comissioning", "unknown state 'comissioning' (did you mean 'commissioning'?)" },
        { "interval: 5m", "interval: §5min", "'interval' of a device must be a duration such as 30s, 5m or 1h, not '5min'" },
        { "id: cam-02", "id: §cam_02", "an id must be 1 to 64 of a-z, 0-9 and '-', not 'cam_02'" },
        { "id: cam-02", "id: §cam-01", "device 'cam-01' is already defined at city/daiwan.yaml:8:11" },
        { "id: cam-02", "id: §\"cam-{01..03}\"", "device 'cam-01' is already defined at city/daiwan.yaml:8:11" },
        { "- { id: gw-1", "- { id: §\"tpl-{09..12}\", system: water-safety, kind: camera, site: pond-1 }\n  - { id: gw-1", "device 'tpl-09' is already defined at city/daiwan.yaml:10:11 (and 2 more of this template)" },
        { "children: [cam-01", "children: [§cam-1", "unknown device 'cam-1' (did you mean 'cam-01'?)" },
        { "children: [cam-01", "children: [§gw-1", "device 'gw-1' cannot be its own child" },
        { "children: [cam-01", "children: [cam-01, §cam-01", "device 'cam-01' is already a child of 'gw-1'" },
        { "children: [cam-01, ", "children: [§\"cam-{x..y}\", ", "a template must look like hs-{0000..0999}, not 'cam-{x..y}'" },
        { "id: gw-1, ", "id: §\"gw-{1..2}\", ", "a template cannot have children; write each gateway out" },
        { "systems: [water-safety]", "systems: [water-safety, §heating]", "unknown system 'heating' (known: water-safety)" },
        { "systems: [water-safety]", "systems: §[]", "'systems' of duty 'cadre' must not be an empty list" },
        { "{ id: cadre, area: daiwan", "{ id: §x y, area: daiwan", "'id' of a duty must be 1 to 64 of a-z, 0-9 and '-', not 'x y'" },
        { "- { id: cadre", "- { id: cadre, area: daiwan, systems: [water-safety], role: { zh: a, en: a } }\n  - { id: §cadre", "duty 'cadre' is already defined at city/daiwan.yaml:13:11" },
    };

    [Theory]
    [MemberData(nameof(SystemMistakes))]
    [MemberData(nameof(CityMistakes))]
    public void Load_OneMistake_IsToldWithItsPlaceAndNothingElse(string old, string changed, string message)
    {
        (IReadOnlyList<Mistake> mistakes, string place) = TestCity.LoadChanged(old, changed);

        Assert.Equal(place + message, string.Join('\n', mistakes));
    }

    [Fact]
    public void Load_MissingAndUnknownKey_BothAreTold()
    {
        (IReadOnlyList<Mistake> mistakes, _) = TestCity.LoadChanged("interval: 60s", "intervall: 60s");

        Assert.Equal(
            ["systems/water-safety.yaml:5:5: kind 'camera' lacks the key 'interval'",
             "systems/water-safety.yaml:6:5: unknown key 'intervall' in kind 'camera' (did you mean 'interval'?)"],
            mistakes.Select(m => m.ToString()));
    }

    [Theory]
    [InlineData("{11..08}", "must count up, to at most 250000 ids")]
    [InlineData("{0..250000}", "must count up, to at most 250000 ids")]
    [InlineData("{08-11}", "a template must look like hs-{0000..0999}")]
    [InlineData("{08..11", "a template must look like hs-{0000..0999}")]
    [InlineData("{1..2}{3..4}", "a template must look like hs-{0000..0999}")]
    [InlineData("{-1..2}", "a template must look like hs-{0000..0999}")]
    [InlineData("A{1..2}", "an id must be 1 to 64 of a-z, 0-9 and '-'")]
    [InlineData("{1..2}}", "an id must be 1 to 64 of a-z, 0-9 and '-'")]
    public void Load_BadTemplate_IsAMistake(string template, string message)
    {
        (IReadOnlyList<Mistake> mistakes, _) = TestCity.LoadChanged("tpl-{08..11}", "tpl-" + template);

        Assert.Contains(mistakes, m => m.Message.Contains(message, StringComparison.Ordinal) && m.Line == 10);
    }

    [Fact]
    public void Load_FieldWithTwoTypesInOneMeasurement_NamesBothPlaces()
    {
        (IReadOnlyList<Mistake> mistakes, string place) = TestCity.LoadChanged(
            "kinds:\n",
            "kinds:\n  box:\n    title: { zh: x, en: x }\n    interval: 1m\n    fields: { mode: { unit: \"1\", title: { zh: x, en: x } } }\n");

        Assert.Equal("", place);
        Assert.Equal(
            "systems/water-safety.yaml:15:7: field 'mode' is text here and number at systems/water-safety.yaml:7:15; "
                + "kinds of one system share a measurement, so it must be the same",
            Assert.Single(mistakes).ToString());
    }

    [Fact]
    public void Load_ManyMistakesInBothFiles_AllAreToldInOrder()
    {
        CityLoadResult result = TestCity.Load(
            TestCity.System.Replace("severity: high", "severity: huge").Replace("unit: V, ", ""),
            TestCity.City.Replace("level: county", "level: shire").Replace("kind: camera", "kind: webcam"));

        Assert.Null(result.City);
        Assert.False(result.IsGood);
        Assert.Equal(
            ["systems/water-safety.yaml:9", "systems/water-safety.yaml:40",
             "city/daiwan.yaml:3", "city/daiwan.yaml:8", "city/daiwan.yaml:9", "city/daiwan.yaml:10", "city/daiwan.yaml:11"],
            result.Mistakes.Select(m => $"{m.File}:{m.Line}").Distinct());
    }

    [Fact]
    public void Load_SystemDefinedInTwoFiles_NamesBothPlaces()
    {
        CityLoadResult result = CityLoader.Load(
            [new CityFile("systems/a.yaml", TestCity.System), new CityFile("systems/b.yaml", TestCity.System), new CityFile(TestCity.CityPath, TestCity.City)]);

        Assert.Equal("systems/b.yaml:1:9: system 'water-safety' is already defined at systems/a.yaml:1:9", Assert.Single(result.Mistakes).ToString());
    }

    [Fact]
    public void Load_ThousandsOfMistakes_AreBoundedAndTheRestCounted()
    {
        string areas = string.Concat(Enumerable.Range(0, 3000).Select(i => $"  - {{ id: a-{i}, level: none, title: {{ zh: x, en: x }} }}\n"));

        CityLoadResult result = TestCity.Load(city: "areas:\n" + areas);

        Assert.Equal(1001, result.Mistakes.Count);
        Assert.Equal("city/daiwan.yaml: and 2000 more mistakes", result.Mistakes[^1].ToString());
    }
}
