using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Duties;

/// <summary>The people of the data folder. Read with the city, and taken with it or not at all.</summary>
internal sealed class PeopleInForce
{
    private readonly string _path;
    private volatile Roster _roster;

    /// <param name="data">The data folder.</param>
    /// <param name="city">Whose duties they stand.</param>
    /// <exception cref="StartException">The file has mistakes.</exception>
    public PeopleInForce(string data, City city)
    {
        _path = Path.Combine(data, PeopleLoader.FileName);
        PeopleLoadResult read = Read(city);
        _roster = new Roster(read.People ?? throw new StartException(string.Join('\n', read.Mistakes)));
    }

    public Roster Roster => _roster;

    public PeopleLoadResult Read(City city) => PeopleLoader.Load(_path, city);

    /// <summary>Puts people in force that were read without a mistake.</summary>
    public void Take(IReadOnlyList<PersonDefinition> people) => _roster = new Roster(people);
}
