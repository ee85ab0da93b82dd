using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The areas that devices stood in before a reload moved them, in a file beside the kept cities: a device goes on with the
/// topics it knows although nobody wrote <c>moved-from</c>. Forgotten once the device is gone or retired, or stands there again.
/// </summary>
internal sealed class RememberedAreas
{
    /// <summary>Of one device, the latest.</summary>
    private const int MaximumAreas = 8;

    private const string FileName = "former-areas.json";

    private readonly string _path;
    private Dictionary<string, string[]> _areas = [];

    /// <param name="folder">Of the kept cities.</param>
    /// <exception cref="StartException">The file is there and cannot be read.</exception>
    public RememberedAreas(string folder)
    {
        _path = Path.Combine(folder, FileName);
        try
        {
            if (File.Exists(_path))
                _areas = JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllBytes(_path)) ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new StartException($"{_path}: {e.Message} Restore it from a backup, or delete it: devices that were moved without 'moved-from' may then not use their old topics.", e);
        }
    }

    /// <summary>Gives the devices of a city that is not yet in force the areas that are remembered for them.</summary>
    public void Apply(City city) => Apply(city, _areas);

    /// <summary>The same, and remembers where devices stood in the city before; on disk when this returns.</summary>
    /// <returns>Those that stand elsewhere now and whose files do not say so.</returns>
    /// <exception cref="IOException">It cannot be remembered.</exception>
    public IReadOnlyList<Device> Follow(City before, City next)
    {
        var areas = new Dictionary<string, string[]>();
        var moved = new List<Device>();
        foreach (Device device in next.Devices.Where(device => device.State != DeviceState.Retired))
        {
            IEnumerable<string> former = _areas.GetValueOrDefault(device.Id) ?? [];
            if (before.TryFindDevice(device.IdUtf8.Span, out Device? old) && old.Area.Id != device.Area.Id)
            {
                if (device.FormerAreas.All(area => area.Id != old.Area.Id))
                    moved.Add(device);
                former = former.Append(old.Area.Id);
            }

            string[] kept = [.. former.Where(area => area != device.Area.Id).Distinct().TakeLast(MaximumAreas)];
            if (kept.Length > 0)
                areas[device.Id] = kept;
        }

        if (areas.Count > 0 || _areas.Count > 0)
            DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(areas));
        _areas = areas;
        Apply(next, areas);
        return moved;
    }

    private static void Apply(City city, Dictionary<string, string[]> areas)
    {
        foreach ((string id, string[] former) in areas)
        {
            if (city.FindDevice(id) is { State: not DeviceState.Retired } device)
                city.RememberAreas(device, former);
        }
    }
}
