using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Reload;

/// <summary>What changed between two cities, as far as people ask first.</summary>
/// <param name="Added">Devices that are new.</param>
/// <param name="Removed">Devices that are gone.</param>
/// <param name="Moved">Devices that stand in another area or at another site.</param>
/// <param name="Retired">Devices that are retired now and were not.</param>
internal readonly record struct CityDifference(int Added, int Removed, int Moved, int Retired)
{
    public static CityDifference Between(City before, City after)
    {
        var difference = new CityDifference(0, before.Devices.Count(device => !after.TryFindDevice(device.IdUtf8.Span, out _)), 0, 0);
        foreach (Device device in after.Devices)
        {
            if (!before.TryFindDevice(device.IdUtf8.Span, out Device? old))
                difference = difference with { Added = difference.Added + 1 };
            else if (old.Area.Id != device.Area.Id || old.Site.Id != device.Site.Id)
                difference = difference with { Moved = difference.Moved + 1 };
            if (device.State == DeviceState.Retired && old is { State: not DeviceState.Retired })
                difference = difference with { Retired = difference.Retired + 1 };
        }

        return difference;
    }

    public override string ToString() => $"devices: {Added} added, {Removed} removed, {Moved} moved, {Retired} retired";
}
