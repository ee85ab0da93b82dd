using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>The devices read so far by id, for whatever refers to them.</summary>
internal sealed class DeviceDirectory(MistakeList mistakes)
{
    private readonly Dictionary<string, (Device Device, DeviceDefinition Definition)> _byId = [];
    private readonly HashSet<string> _unresolved = [];

    public void EnsureCapacity(int count) => _byId.EnsureCapacity(count);

    public DeviceDefinition? DefinitionOf(string id) => _byId.TryGetValue(id, out var found) ? found.Definition : null;

    public Device? Find(string id) => _byId.TryGetValue(id, out var found) ? found.Device : null;

    public void Add(Device device, DeviceDefinition definition) => _byId.Add(device.Id, (device, definition));

    /// <summary>Notes an id that a mistake already told keeps from being a device, so that nobody who refers to it is told another.</summary>
    public void AddUnresolved(string id) => _unresolved.Add(id);

    /// <summary>The devices of an id or a template; what is not there is a mistake.</summary>
    public IReadOnlyList<Device> Resolve(YamlScalar node)
    {
        if (IdTemplate.Parse(node.Value, out string? error) is not { } ids)
        {
            mistakes.Add(node, error!);
            return [];
        }

        var devices = new List<Device>();
        string? unknown = null;
        int more = 0;
        for (int ordinal = 0; ordinal < ids.Count; ordinal++)
        {
            string id = ids.Id(ordinal);
            if (Find(id) is { } device)
                devices.Add(device);
            else if (_unresolved.Contains(id))
                continue;
            else if (unknown is null)
                unknown = id;
            else
                more++;
        }

        if (unknown is not null)
            mistakes.Add(node, $"unknown device '{unknown}'{mistakes.Hint(unknown, _byId.Keys)}{(more > 0 ? $" and {more} more of this template" : "")}");
        return devices;
    }
}
