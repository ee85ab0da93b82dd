using System.Globalization;
using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;

namespace Telemetry.Alerting.Tests.Escalation;

/// <summary>A city with duties at three levels: a village cadre, a town's centre on shifts, and the city's two duties.</summary>
internal static class DutyCity
{
    public const string Duties = """
        duties:
          - { id: boss, area: all, systems: [water, heat], role: { zh: 市值班, en: City duty } }
          - { id: boss-deputy, area: all, systems: [water, heat], role: { zh: 市副班, en: Deputy }, shifts: [{ id: whole, during: 08:00-08:00 }] }
          - { id: chief, area: all, systems: [water], deputies: [boss-deputy], role: { zh: 河长, en: Chief } }
          - { id: centre, area: town, systems: [water], deputies: [spare], role: { zh: 镇中心, en: Centre }, shifts: [{ id: day, during: 08:00-20:00 }, { id: night, during: 20:00-08:00 }, { id: feast, during: 08:00-08:00, on: holidays }] }
          - { id: cadre, area: village, systems: [water], role: { zh: 村干部, en: Cadre } }
          - { id: spare, area: village, systems: [heat], role: { zh: 备勤, en: Spare } }

        """;

    public const string People = """
        people:
          - { id: an, name: { zh: 安, en: An }, contacts: { phone: "+86 1" }, duties: [{ duty: centre, shifts: [day, feast] }] }
          - { id: bo, name: { zh: 博, en: Bo }, duties: [{ duty: centre, shifts: [night], to: 2026-10-10, rank: 2 }, { duty: centre, as: deputy, shifts: [day] }] }
          - { id: cai, name: { zh: 蔡, en: Cai }, duties: [{ duty: centre, shifts: [night], from: 2026-10-10, rank: 1 }] }
          - { id: du, name: { zh: 杜, en: Du }, duties: [{ duty: spare }, { duty: boss-deputy }] }
          - { id: er, name: { zh: 二, en: Er }, duties: [{ duty: boss }] }

        """;

    public static City Load(string duties = Duties, string more = "", string zone = "Asia/Shanghai")
    {
        var result = CityLoader.Load([
            new CityFile("systems/heat.yaml", System("heat")), new CityFile("systems/water.yaml", System("water")),
            new CityFile("city/city.yaml", Places + $"alarms: {{ time-zone: {zone} }}\n" + duties + more)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }

    public static DutyFinder Finder(City? city = null, string people = People, params DutyOverride[] overrides)
    {
        city ??= Load();
        var read = PeopleLoader.Parse("people.yaml", people, city);
        Assert.Empty(read.Mistakes);
        return new DutyFinder(city, new Roster(read.People!), overrides);
    }

    public static long Ms(string rfc3339) => DateTimeOffset.Parse(rfc3339, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private const string Places = """
        areas:
          - { id: all, level: city, title: { zh: 市, en: City } }
          - { id: town, level: town, parent: all, title: { zh: 镇, en: Town } }
          - { id: village, level: village, parent: town, title: { zh: 村, en: Village } }
        sites: [{ id: pond, area: village, title: { zh: 塘, en: Pond } }]
        devices: [{ id: cam-1, system: water, kind: thing, site: pond, title: { zh: 一, en: One } }]
        calendars: [{ id: holidays, title: { zh: 假日, en: Holidays }, days: [2026-10-01..2026-10-02] }]

        """;

    private static string System(string id) => $$"""
        system: {{id}}
        title: { zh: {{id}}, en: {{id}} }
        kinds: { thing: { title: { zh: 物, en: Thing }, interval: 60s, fields: { level: { unit: m, title: { zh: 位, en: Level } } } } }
        """;
}
