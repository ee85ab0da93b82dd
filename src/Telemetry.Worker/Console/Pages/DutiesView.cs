using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What the page of duties shows.</summary>
/// <param name="LocalTime">On the city's clocks.</param>
/// <param name="Zone">The city's time zone.</param>
/// <param name="Area">The area that was chosen; null for the whole city.</param>
/// <param name="Levels">Duties and who stands in them, the larger areas first.</param>
/// <param name="Roster">Everybody.</param>
/// <param name="Swaps">Those that run or are ahead.</param>
/// <param name="Asked">What was asked for: a device.</param>
/// <param name="Who">Who would be called for it; null when none was asked for, or there is none.</param>
/// <param name="Trouble">Why what was wanted was not done; null when it was.</param>
/// <param name="MayChange">True for a reader who may make and end swaps.</param>
public sealed record DutiesView(
    string LocalTime, TimeZoneInfo Zone, Area? Area, IReadOnlyList<Area> Areas, IReadOnlyList<DutyLevel> Levels, Roster Roster,
    IReadOnlyList<DutyOverride> Swaps, string? Asked, DutyChain? Who, string? Trouble, bool MayChange)
{
    /// <summary>On the city's clocks.</summary>
    public string Local(long atMs) => Duties.DutyReport.Local(atMs, Zone);
}
