namespace Telemetry.Simulators.Inventory;

/// <summary>What a simulator has to know of one device of the city.</summary>
/// <param name="Id">The device's id.</param>
/// <param name="System">Id of its system.</param>
/// <param name="Kind">Id of its kind within the system.</param>
/// <param name="Area">Id of its own area, as topics show it.</param>
/// <param name="Interval">Time between two samples.</param>
internal sealed record SimulatedDevice(string Id, string System, string Kind, string Area, TimeSpan Interval)
{
    /// <summary>{root}/{area}/{system}/{device}, without a slash at the end.</summary>
    public string TopicPrefix(string root) => $"{root}/{Area}/{System}/{Id}";
}
