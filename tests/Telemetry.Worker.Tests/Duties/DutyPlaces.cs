namespace Telemetry.Worker.Tests.Duties;

/// <summary>What a test city's places need so that somebody answers: duties, ladders and the people for them.</summary>
internal static class DutyPlaces
{
    public const string Duties = """
        duties:
          - { id: town-duty, area: town, systems: [heating, water-safety], role: { zh: 镇值班, en: Town duty }, shifts: [{ id: day, during: 08:00-20:00 }, { id: night, during: 20:00-08:00 }] }
          - { id: cadre, area: village, systems: [water-safety], post: village-cadre, role: { zh: 村干部, en: Cadre } }
        ladders:
          - { id: red, severity: high, title: { zh: 橙色, en: Orange }, steps: [{ after: 0s, call: [duty], by: [call, app] }, { after: 90s, call: [all-levels], by: [screen] }], repeat: 1m, on-site: 1h }
        """;

    public const string People = """
        people:
          - { id: an, name: { zh: 安, en: An }, contacts: { phone: "+86 000 1234 5678" }, duties: [{ duty: town-duty, shifts: [day] }] }
          - { id: bo, name: { zh: 博, en: Bo }, duties: [{ duty: town-duty, shifts: [night] }] }
          - { id: cai, name: { zh: 蔡, en: Cai } }
        """;

    public static string Write(string city, string data, string people = People)
    {
        Harness.TestCity.Write(city);
        File.WriteAllText(Path.Combine(city, "city", "duties.yaml"), Duties);
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "people.yaml"), people);
        return city;
    }
}
