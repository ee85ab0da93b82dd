using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Cli;

/// <summary>How much of a system a city has.</summary>
/// <param name="System">The system's id.</param>
/// <param name="Kinds">Kinds of device.</param>
/// <param name="Rules">Rules of all kinds.</param>
/// <param name="Devices">Devices by state, only states that there are.</param>
internal sealed record SystemCount(string System, int Kinds, int Rules, IReadOnlyDictionary<string, int> Devices)
{
    public static IEnumerable<SystemCount> Of(City city)
    {
        ILookup<SystemProfile, Device> devices = city.Devices.ToLookup(device => device.Kind.System);
        return city.Systems.Select(system => new SystemCount(
            system.Id,
            system.Kinds.Count,
            system.Kinds.Sum(kind => kind.Rules.Count),
            devices[system].GroupBy(device => device.State).OrderBy(group => group.Key).ToDictionary(group => Word(group.Key), group => group.Count())));
    }

    public override string ToString() =>
        $"  {System,-14} {Kinds} {(Kinds == 1 ? "kind, " : "kinds,")} {Rules,3} rules, {(Devices.Count == 0 ? "no devices" : string.Join(", ", Devices.Select(d => $"{d.Value} {d.Key}")))}";

    private static string Word(DeviceState state) => state switch
    {
        DeviceState.Planned => "planned",
        DeviceState.Commissioning => "commissioning",
        DeviceState.InService => "in-service",
        _ => "retired",
    };
}
