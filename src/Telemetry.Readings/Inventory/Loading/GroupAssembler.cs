using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Resolves the devices of groups.</summary>
internal static class GroupAssembler
{
    public static IReadOnlyList<DeviceGroup> Resolve(IReadOnlyList<GroupDefinition> definitions, DeviceDirectory directory, MistakeList mistakes)
    {
        var groups = new List<DeviceGroup>();
        var ids = new Dictionary<string, YamlScalar>();
        foreach (GroupDefinition definition in definitions)
        {
            if (!ids.TryAdd(definition.Id.Value, definition.Id))
                mistakes.Add(definition.Id, $"group '{definition.Id.Value}' is already defined at {ids[definition.Id.Value].Place}");
            var devices = new List<Device>();
            var members = new HashSet<Device>();
            foreach (YamlScalar node in definition.Devices)
            {
                foreach (Device device in directory.Resolve(node))
                {
                    if (members.Add(device))
                        devices.Add(device);
                    else
                        mistakes.Add(node, $"device '{device.Id}' is already in group '{definition.Id.Value}'");
                }
            }

            groups.Add(new DeviceGroup { Id = definition.Id.Value, Title = definition.Title, Devices = devices });
        }

        return groups;
    }
}
