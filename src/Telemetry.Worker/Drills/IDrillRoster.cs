using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Drills;

/// <summary>Whom test calls are for.</summary>
internal interface IDrillRoster
{
    /// <summary>The duties that are tested every week; none in a city that calls nobody.</summary>
    IReadOnlyList<Duty> Duties { get; }

    /// <summary>The ways of telephones that any ladder of the city uses.</summary>
    IReadOnlyList<Way> Ways { get; }

    TimeZoneInfo Zone { get; }

    /// <summary>The area that everything is within; null in a city without areas.</summary>
    string? WholeCity { get; }

    /// <summary>Who holds a duty at a moment; empty when nobody is known to.</summary>
    IReadOnlyList<Person> HoldersOf(Duty duty, long atMs);

    /// <summary>Null when there is no such person.</summary>
    Person? FindPerson(string id);

    /// <summary>The areas of the duties that a person stands, by the people's file or now by a swap; none for an unknown one.</summary>
    IReadOnlyList<string> AreasOf(string personId);

    bool IsDayOff(DateOnly day);
}
