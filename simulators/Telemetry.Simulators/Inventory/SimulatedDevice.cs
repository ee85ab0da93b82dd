namespace Telemetry.Simulators.Inventory;

/// <summary>What a simulator has to know of one device of the city.</summary>
/// <param name="Id">The device's id.</param>
/// <param name="System">Id of its system.</param>
/// <param name="Kind">Id of its kind within the system.</param>
/// <param name="Area">Id of its own area, as topics show it.</param>
/// <param name="Interval">Time between two samples.</param>
internal sealed record SimulatedDevice(string Id, string System, string Kind, string Area, TimeSpan Interval)
{
    /// <summary>Id of its site: devices of one site may speak through one gateway. Empty when not known.</summary>
    public string Site { get; init; } = "";

    /// <summary>Figures of the device and of its kind; null when there are none.</summary>
    public IReadOnlyDictionary<string, double>? Parameters { get; init; }

    /// <summary>A figure of the device.</summary>
    /// <param name="name">As the files name it.</param>
    /// <param name="otherwise">What holds when nobody wrote it.</param>
    public double Parameter(string name, double otherwise) => Parameters?.TryGetValue(name, out double value) == true ? value : otherwise;

    /// <summary>{root}/{area}/{system}/{device}, without a slash at the end.</summary>
    public string TopicPrefix(string root) => $"{root}/{Area}/{System}/{Id}";
}
