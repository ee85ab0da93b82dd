namespace Telemetry.Readings.Inventory.People;

/// <summary>That a person stands a duty.</summary>
/// <param name="DutyId">A duty of the city.</param>
/// <param name="IsDeputy">True when the person only stands in for those who hold it.</param>
/// <param name="Shifts">Ids of shifts of the duty; all when empty.</param>
/// <param name="From">The first day in the city's time zone; null when it always was so. A shift counts by the day on which it begins.</param>
/// <param name="To">The last day; null without end.</param>
/// <param name="Rank">Who of several is called first: the lowest.</param>
public sealed record DutyAssignment(string DutyId, bool IsDeputy, IReadOnlyList<string> Shifts, DateOnly? From, DateOnly? To, int Rank);
