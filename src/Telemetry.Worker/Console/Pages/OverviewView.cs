using Telemetry.Readings.Inventory;
using Telemetry.Worker.Reload;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What the first page shows.</summary>
/// <param name="NowMs">When it was gathered, Unix milliseconds.</param>
/// <param name="Waiting">Incidents that nobody has answered, the most urgent first.</param>
/// <param name="OnScreen">Those of them that nobody answered up to the last step of their ladder, life safety first.</param>
/// <param name="InHand">Incidents that somebody has answered and that stand.</param>
/// <param name="Aside">Incidents that are put aside, whoever or whatever did it.</param>
/// <param name="WaitingTotal">More than are listed when there are very many.</param>
/// <param name="OnScreenTotal">More than are listed when there are very many.</param>
/// <param name="InHandTotal">More than are listed when there are very many.</param>
/// <param name="AsideTotal">More than are listed when there are very many.</param>
/// <param name="Systems">Counts of devices.</param>
/// <param name="Filter">Which devices are listed.</param>
/// <param name="Devices">Null when only what is urgent was asked for.</param>
/// <param name="DevicesTotal">How many match the filter; more than are listed when there are very many.</param>
/// <param name="Troubles">What ails the worker itself, by part.</param>
/// <param name="City">The city in force, and what became of the last reload.</param>
/// <param name="Silences">Silences and maintenances in force.</param>
/// <param name="SilencedLifeSafety">Incidents about life safety that they keep silent.</param>
public sealed record OverviewView(
    long NowMs, IReadOnlyList<IncidentView> Waiting, IReadOnlyList<IncidentView> OnScreen, IReadOnlyList<IncidentView> InHand, IReadOnlyList<IncidentView> Aside,
    long WaitingTotal, long OnScreenTotal, long InHandTotal, long AsideTotal,
    IReadOnlyList<SystemView> Systems, DeviceFilter Filter, IReadOnlyList<DeviceView>? Devices, int DevicesTotal,
    IReadOnlyDictionary<string, string> Troubles, CityStatus City,
    IReadOnlyList<SilenceView> Silences, IReadOnlyList<IncidentView> SilencedLifeSafety)
{
    /// <summary>The path of this page with another choice of devices.</summary>
    public static string Path(SystemProfile system, Presence presence) => $"/?system={system.Id}&presence={DeviceFilter.Name(presence)}#devices";
}
