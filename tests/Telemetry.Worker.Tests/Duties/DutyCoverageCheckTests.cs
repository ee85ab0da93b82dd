using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Tests.Duties;

public sealed class DutyCoverageCheckTests : IDisposable
{
    private const string Everybody = """
        people:
          - { id: an, name: { zh: 安, en: An }, duties: [{ duty: town-duty }] }
          - { id: bo, name: { zh: 博, en: Bo }, duties: [{ duty: pond-duty }] }
        """;

    private const string Above = """
        people: [{ id: an, name: { zh: 安, en: An }, duties: [{ duty: town-duty }] }]
        """;

    private const string Nobody = """
        people: [{ id: cai, name: { zh: 蔡, en: Cai } }]
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Everybody, null, null)]
    [InlineData(Above, null, "1 of 1 places: water-safety in town")]
    [InlineData(Nobody, "1 of 1 places: water-safety in town", null)]
    [InlineData("people: []\n", null, null)]
    public void Trouble_NearestDutyOrAllOfThem(string people, string? uncovered, string? nearest)
    {
        DutyPlaces.Write(_folder["city"], _folder["data"], people: "people: []\n");
        File.WriteAllText(Path.Combine(_folder["city"], "city", "duties.yaml"), DutyPlaces.Duties.Replace(
            "ladders:", "  - { id: pond-duty, area: town, systems: [water-safety], role: { zh: 塘值班, en: Pond duty } }\nladders:", StringComparison.Ordinal));
        File.WriteAllText(_folder["data/people.yaml"], people);
        City city = CityLoader.Load(_folder["city"]).City!;
        var inForce = new CityInForce(city, "city");
        var desk = new DutyDesk(inForce, new PeopleInForce(_folder["data"], city));

        Assert.Equal(uncovered, new DutyCoverageCheck(inForce, desk, TimeProvider.System, TimeProvider.System).Trouble());
        Assert.Equal(nearest, new DutyCoverageCheck(inForce, desk, TimeProvider.System, TimeProvider.System, isNearest: true).Trouble());
    }
}
