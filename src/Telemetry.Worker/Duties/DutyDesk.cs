using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Duties;

/// <summary>Knows who answers: the city's duties and ladders, the people of the data folder, and what was swapped in the console.</summary>
/// <param name="city">The city in force.</param>
/// <param name="people">Null when there are none.</param>
/// <param name="overrides">Null when there are none.</param>
internal sealed class DutyDesk(CityInForce city, PeopleInForce? people = null, DutyOverrides? overrides = null) : IWhoAnswers
{
    private volatile State? _now;

    /// <summary>What answers right now. Take it once for one answer.</summary>
    public DutyFinder Finder => Now().Finder;

    /// <summary>The ladders of the city in force.</summary>
    public LadderSet Ladders => Now().Ladders;

    /// <summary>Who answers for a system in an area at a moment, the nearest duty first.</summary>
    /// <param name="areaId">An area of the inventory; for one that it no longer has, the whole city's duties answer.</param>
    /// <param name="systemId">A system, or <c>telemetry</c> for what concerns Telemetry itself: then every duty of the area and above may answer.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    public DutyChain Find(string areaId, string systemId, long atMs) => Now().Finder.Find(areaId, systemId, atMs);

    /// <summary>The ladder of an incident: the one it names, else its severity's. Null when nobody is to be called.</summary>
    public Ladder? LadderOf(Incident incident) => Now().Ladders.For(incident.Severity, incident.Escalation);

    // Made anew when any of what it is made of is another one; two threads that do so at once make the same.
    private State Now()
    {
        City inForce = city.City;
        Roster roster = people?.Roster ?? Roster.Empty;
        IReadOnlyList<DutyOverride> swaps = overrides?.All ?? [];
        State? now = _now;
        if (now is not null && ReferenceEquals(now.Finder.City, inForce) && ReferenceEquals(now.Finder.Roster, roster) && ReferenceEquals(now.Swaps, swaps))
            return now;
        LadderSet ladders = now is not null && ReferenceEquals(now.Finder.City, inForce) ? now.Ladders : LadderSet.Of(inForce);
        return _now = new State(new DutyFinder(inForce, roster, swaps), ladders, swaps);
    }

    private sealed record State(DutyFinder Finder, LadderSet Ladders, IReadOnlyList<DutyOverride> Swaps);
}
