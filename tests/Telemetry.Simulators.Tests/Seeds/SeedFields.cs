using Telemetry.Readings.Inventory;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>What the seeds say that a device measures.</summary>
internal static class SeedFields
{
    private static readonly City City = CityLoader.Load(SeedsFolder.Path).City!;

    /// <summary>The fields of a device that are not derived.</summary>
    public static IEnumerable<string> Measured(SimulatedDevice device)
    {
        FieldTable table = City.FindDevice(device.Id)!.Kind.Readings;
        for (int i = 0; i < table.Count; i++)
        {
            if (table[i].Derived is null)
                yield return table[i].Name;
        }
    }
}
