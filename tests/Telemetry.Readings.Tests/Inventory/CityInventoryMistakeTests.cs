using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Inventory.Schema;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>One mistake each in the full files; § marks the place that is told.</summary>
public sealed class CityInventoryMistakeTests
{
    private const string UnknownAqi = "unknown unit 'AQI'; docs/city.md lists the known ones, and 'units' of the file may name further ones";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "unit: ug/m3, physical", "unit: §ug/m4, physical", "unknown unit 'ug/m4' (did you mean 'ug/m3'?)" },
        { "height: { unit: m,", "height: { unit: §M,", "unknown unit 'M' (did you mean 'm'?)" },
        { "height: { unit: m,", "height: { unit: §furlongs,", "unknown unit 'furlongs'; docs/city.md lists the known ones, and 'units' of the file may name further ones" },
        { "units: [AQI]\n", "", "systems/air.yaml:11:39: " + UnknownAqi + "\nsystems/air.yaml:14:20: " + UnknownAqi },
        { "parameters:\n", "parameters:\n      §Height: { unit: m, default: 1, title: { zh: x, en: x } }\n", "the name of a parameter must be a letter a-z and then a-z, 0-9 and '_' (at most 64), not 'Height'" },
        { "parameters:\n", "parameters:\n      §time: { unit: m, default: 1, title: { zh: x, en: x } }\n", "the parameter name 'time' is reserved" },
        { "default: 3,", "default: §300,", "'default' of parameter 'height' must lie inside 'range'" },
        { "default: 3,", "default: §high,", "'default' of parameter 'height' must be a number, not 'high'" },
        { "tables:\n", "tables:\n      §limit: { from: m, to: m, title: { zh: x, en: x } }\n", "table 'limit' has the name of what stands at systems/air.yaml:10:7; expressions could not tell them apart" },
        { " fields:\n", " fields:\n      §limit: { unit: m, title: { zh: x, en: x } }\n", "field 'limit' has the name of what stands at systems/air.yaml:10:7; expressions could not tell them apart" },
        { "resolution: 1,", "resolution: §0,", "'resolution' of field 'pm25' must be more than 0 and no more than the physical range is wide" },
        { "resolution: 1,", "resolution: §1001,", "'resolution' of field 'pm25' must be more than 0 and no more than the physical range is wide" },
        { "resolution: 1,", "§values: [x],", "field 'pm25' has 'values', which only a text has" },
        { "derived: pm25 - limit", "derived: pm25 - limit, §stuck-after: 6h", "field 'above_limit' has 'stuck-after', which is not judged of a derived field; give it to the fields that it is made of" },
        { "derived: pm25 - limit", "derived: pm25 - limit, §max-rate: 1 in 5m", "field 'above_limit' has 'max-rate', which is not judged of a derived field; give it to the fields that it is made of" },
        { "derived: pm25 - limit", "derived: §pm25" + new string(' ', 4093) + "- limit", "'derived' of field 'above_limit' has more than 4096 characters" },
        { "default: 3,", "default: §" + new string('s', 41) + ",", "'default' of parameter 'height' must be a number, not '" + new string('s', 40) + "...'" },
        { "height: { unit: m,", "height: { unit: §" + new string('s', 65) + ",", "unknown unit '" + new string('s', 64) + "...'; docs/city.md lists the known ones, and 'units' of the file may name further ones" },
        { "devices: [air-01, \"air-{02..03}\"]", "devices: [air-01, §\"air-{02..99}\"]", "unknown device 'air-07' (did you mean 'air-01'?) and 92 more of this template" },
        { "- { id: \"street-{1..4}\"", "- { id: \"a-{1..250000}\", area: linqing, title: { zh: x, en: x } }\n  - { id: \"b-{1..250000}\", area: linqing, title: { zh: x, en: x } }\n  - { id: §\"street-{1..4}\"", "500005 sites are more than a city may have (500000)" },
        { "values: [clean, dirty]", "§derived: pm25", "field 'filter' has 'derived', which only a number has" },
        { "values: [clean, dirty]", "values: [clean, §clean]", "the value 'clean' is there twice" },
        { "seconds: { unit: s, ", "seconds: { unit: s, §derived: pm25, ", "field 'seconds' has 'derived', which only the fields of readings have" },
        { "derived: pm25 - limit", "derived: §pm2 - limit", "unknown field 'pm2' (did you mean 'pm25'?)" },
        { "normal: { pm25: [0, 115] }", "normal: { §pm2: [0, 115] }", "unknown field 'pm2' (did you mean 'pm25'?)" },
        { "normal: { pm25: [0, 115] }", "normal: { pm25: §[0, 1150] }", "'pm25' of 'winter' of 'modes' must lie inside 'physical'" },
        { "normal: { pm25: [0, 115] }", "normal: { pm25: §[115, 0] }", "'pm25' of 'winter' of 'modes': the minimum 115 must be less than the maximum 0" },
        { "normal: { pm25: [0, 115] }", "normal: { §filter: [0, 1] }", "field 'filter' is not a number and has no range" },
        { "warm-up:", "§warm_up:", "a name under 'phases' must be 1 to 64 of a-z, 0-9 and '-', not 'warm_up'" },
        { "confirmation: second-person", "confirmation: §second-persn", "unknown confirmation 'second-persn' (did you mean 'second-person'?)" },
        { "command: { name: horn, args: { pulse: 10 }", "command: { name: §purge, args: { seconds: 10 }", "command 'purge' needs a second person to confirm it; no rule can give it" },
        { "- { id: dirty, when: \"pm25 > 500\", ", "- §{ id: dirty, ", "an interlock lacks the key 'when'" },
        { "interlocks:\n", "interlocks:\n          - { id: dirty, when: x, title: { zh: x, en: x } }\n", "systems/air.yaml:33:19: interlock 'dirty' is already defined at systems/air.yaml:32:19" },
        { "parameters: { height: 12.5,", "parameters: { §hieght: 12.5,", "kind 'station' has no parameter 'hieght' (did you mean 'height'?)" },
        { "parameters: { height: 12.5,", "parameters: { height: §125,", "parameter 'height' must be from 0 to 100 m, not 125" },
        { "parameters: { height: 12.5,", "parameters: { height: §tall,", "parameter 'height' must be a number in m, not 'tall'" },
        { "id: air-01\n", "id: §air-01\n", "device 'air-01' lacks the parameter 'limit' of kind 'station'" },
        { "tables: { index_curve: [[0, 0], [35, 50]", "tables: { index_curve: §[[0, 0], [0, 50]", "table 'index_curve' must be at least two points, [[ug/m3, AQI], ...], the first numbers rising" },
        { "tables: { index_curve: [[0, 0], [35, 50], [75, 100], [1000, 500]] }", "tables: { index_curve: §[[0, 0]] }", "table 'index_curve' must be at least two points, [[ug/m3, AQI], ...], the first numbers rising" },
        { "moved-from: linqing", "moved-from: §linqin", "unknown area 'linqin' (did you mean 'linqing'?)" },
        { "upstream: air-02", "upstream: §air-2", "unknown device 'air-2' (did you mean 'air-02'?)" },
        { "upstream: air-02", "upstream: §air-01", "device 'air-01' cannot be its own neighbour" },
        { "upstream: air-02", "upstream: §air-03", "device 'air-01' is downstream of itself: air-01 -> air-03 -> air-01" },
        { "primary: air-05, secondary: [air-06]", "primary: §air-05, secondary: [air-06, air-05]", "device 'air-01' is secondary of itself: air-01 -> air-05 -> air-01" },
        { "upstream: air-02", "§up: air-02", "unknown key 'up' in 'neighbours' of a device (known: upstream, downstream, primary, secondary)" },
        { "state: planned, parameters", "neighbours: { upstream: air-01 }, parameters", "city/air.yaml:22:11: a template cannot have neighbours; write each device out" },
        { "site: square\n", "site: [square, §street-1]\n", "one device stands at one site; only the devices of a template take those of a list in turn" },
        { "site: \"street-{1..4}\"", "site: §\"street-{1..5}\"", "unknown site 'street-5' (did you mean 'street-1'?)" },
        { "id: square, area: linqing", "id: square, area: [linqing, §gaotang]", "one site lies in one area; only the sites of a template take those of a list in turn" },
        { "area: [linqing, gaotang]", "area: [linqing, §gaotan]", "unknown area 'gaotan' (did you mean 'gaotang'?)" },
        { "id: \"street-{1..4}\"", "id: \"street-{1..3}\"", "city/air.yaml:22:69: unknown site 'street-4' (did you mean 'street-1'?)" },
        { "outline: [[36.8, 115.7], [36.9, 115.7], [36.85, 115.8]]", "outline: §[[36.8, 115.7], [36.9, 115.7]]", "'outline' of a site must be at least three corners: [[latitude, longitude], ...] in degrees" },
        { "outline: [[36.8, 115.7], [36.9, 115.7], [36.85, 115.8]]", "outline: §[[36.8, 115.7], [96.9, 115.7], [36.85, 115.8]]", "'outline' of a site must be at least three corners: [[latitude, longitude], ...] in degrees" },
        { "position: [36.85, 115.71]", "§position: [36.95, 115.71]", "'position' of a site must lie inside its 'outline'" },
        { "devices: [air-01, ", "devices: [air-01, §air-01, ", "device 'air-01' is already in group 'windward'" },
        { "devices: [air-01, ", "devices: [§air-1, ", "unknown device 'air-1' (did you mean 'air-01'?)" },
        { "groups:\n", "groups:\n  - { id: windward, title: { zh: x, en: x }, devices: air-01 }\n", "city/air.yaml:25:11: group 'windward' is already defined at city/air.yaml:24:11" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Load_OneMistake_IsToldWithItsPlaceAndNothingElse(string old, string changed, string message)
    {
        Assert.True(FullFiles.System.Contains(old, StringComparison.Ordinal) != FullFiles.City.Contains(old, StringComparison.Ordinal), old);
        (string system, string city) = (FullFiles.System.Replace(old, changed), FullFiles.City.Replace(old, changed));
        if (message.Contains("lacks the parameter", StringComparison.Ordinal))
            city = city.Replace("height: 12.5, limit: 75", "height: 12.5");

        IReadOnlyList<Mistake> mistakes = CityLoader.Load(
            [new("systems/air.yaml", system.Replace("§", "")), new("city/air.yaml", city.Replace("§", ""))]).Mistakes;

        Assert.Equal(Place("systems/air.yaml", system) + Place("city/air.yaml", city) + message, string.Join('\n', mistakes));
    }

    [Fact]
    public void Load_TableNotGiven_IsToldAtTheDevice()
    {
        string city = FullFiles.City.Replace("    tables: { index_curve: [[0, 0], [35, 50], [75, 100], [1000, 500]] }\n", "");

        Mistake mistake = Assert.Single(CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", city)]).Mistakes);

        Assert.EndsWith("device 'air-01' lacks the table 'index_curve' of kind 'station'", mistake.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ManyUnknownSites_StopsComparingThemWithAllKnownOnes()
    {
        const int count = 600;
        string sites = "  - { id: \"lane-{00000..09999}\", area: linqing, title: { zh: x, en: x } }\n";
        string devices = string.Concat(Enumerable.Range(0, count).Select(i => $"  - {{ id: x-{i}, system: air-quality, kind: station, site: lan-{i:D5}, parameters: {{ limit: 1 }}, tables: {{ index_curve: [[0, 0], [1, 1]] }} }}\n"));
        string city = "areas:\n  - { id: linqing, level: city, title: { zh: x, en: x } }\nsites:\n" + sites + "devices:\n" + devices;

        IReadOnlyList<Mistake> mistakes = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", city)]).Mistakes;

        List<Mistake> unknown = [.. mistakes.Where(mistake => mistake.Message.StartsWith("unknown site 'lan-", StringComparison.Ordinal))];
        Assert.Equal(count, unknown.Count);
        Assert.Equal(100, unknown.Count(mistake => mistake.Message.Contains("did you mean", StringComparison.Ordinal)));
    }

    private static string Place(string file, string text)
    {
        int mark = text.IndexOf('§');
        return mark < 0 ? "" : $"{file}:{text[..mark].Count(c => c == '\n') + 1}:{mark - text.LastIndexOf('\n', mark)}: ";
    }
}
