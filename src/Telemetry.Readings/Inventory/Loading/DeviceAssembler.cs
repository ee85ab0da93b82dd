using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Expands templates into devices, and tells ids that are there twice and gateways that list what is not there.</summary>
internal sealed class DeviceAssembler(CityAssembler names, MistakeList mistakes)
{
    /// <summary>The most devices of a city.</summary>
    public const int MaximumDevices = 500_000;

    private readonly Dictionary<string, (Device Device, DeviceDefinition Definition)> _byId = [];
    private readonly HashSet<string> _unresolved = [];
    private readonly List<Device> _devices = [];

    public Device[] Resolve(IReadOnlyList<DeviceDefinition> definitions)
    {
        long total = definitions.Sum(d => (long)d.Ids.Count);
        if (total > MaximumDevices)
        {
            mistakes.Add(definitions[^1].IdNode, $"{total} devices are more than a city may have ({MaximumDevices})");
            return [];
        }

        _byId.EnsureCapacity((int)total);
        foreach (DeviceDefinition definition in definitions)
            Expand(definition);
        foreach (DeviceDefinition definition in definitions.Where(d => d.Children.Count > 0))
            ResolveChildren(definition);
        return [.. _devices];
    }

    private void Expand(DeviceDefinition definition)
    {
        DeviceKind? kind = names.FindKind(definition.System, definition.Kind);
        Site? site = names.FindSite(definition.Site);
        Area? area = definition.Area is null ? site?.Area : names.FindArea(definition.Area);
        int repeated = 0;
        string? firstRepeated = null;
        for (int ordinal = 0; ordinal < definition.Ids.Count; ordinal++)
        {
            string id = definition.Ids.Id(ordinal);
            if (_byId.ContainsKey(id))
            {
                firstRepeated ??= id;
                repeated++;
            }
            else if (kind is null || site is null || area is null)
            {
                _unresolved.Add(id);
            }
            else
            {
                var device = new Device(_devices.Count, id, kind, area, site, TitleOf(definition, ordinal, id, kind))
                {
                    State = definition.State,
                    Interval = definition.Interval ?? kind.Interval,
                };
                _devices.Add(device);
                _byId.Add(id, (device, definition));
            }
        }

        if (firstRepeated is not null)
        {
            string more = repeated > 1 ? $" (and {repeated - 1} more of this template)" : "";
            mistakes.Add(definition.IdNode, $"device '{firstRepeated}' is already defined at {_byId[firstRepeated].Definition.IdNode.Place}{more}");
        }
    }

    private static LocalizedText TitleOf(DeviceDefinition definition, int ordinal, string id, DeviceKind kind)
    {
        if (definition.Title is not { } title)
            return new LocalizedText($"{kind.Title.Zh} {id}", $"{kind.Title.En} {id}");
        if (definition.Ids.IsSingle)
            return title;
        string number = definition.Ids.Number(ordinal);
        return new LocalizedText(
            title.Zh.Replace("{n}", number, StringComparison.Ordinal),
            title.En.Replace("{n}", number, StringComparison.Ordinal));
    }

    private void ResolveChildren(DeviceDefinition definition)
    {
        if (!definition.Ids.IsSingle)
        {
            mistakes.Add(definition.IdNode, "a template cannot have children; write each gateway out");
            return;
        }

        if (!_byId.TryGetValue(definition.Ids.Id(0), out (Device Gateway, DeviceDefinition) found))
            return;
        var children = new List<Device>();
        foreach (YamlScalar node in definition.Children)
        {
            if (IdTemplate.Parse(node.Value, out string? error) is not { } ids)
            {
                mistakes.Add(node, error!);
                continue;
            }

            for (int ordinal = 0; ordinal < ids.Count; ordinal++)
            {
                if (FindChild(found.Gateway, ids.Id(ordinal), node) is { } child)
                    children.Add(child);
            }
        }

        found.Gateway.Children = children;
    }

    private Device? FindChild(Device gateway, string id, YamlScalar node)
    {
        if (_unresolved.Contains(id))
            return null;
        if (!_byId.TryGetValue(id, out (Device Device, DeviceDefinition) found))
        {
            mistakes.Add(node, $"unknown device '{id}'{NearestName.Hint(id, _byId.Keys)}");
            return null;
        }

        Device child = found.Device;
        if (ReferenceEquals(child, gateway))
        {
            mistakes.Add(node, $"device '{id}' cannot be its own child");
            return null;
        }

        if (child.Gateway is { } other)
        {
            mistakes.Add(node, $"device '{id}' is already a child of '{other.Id}'");
            return null;
        }

        child.Gateway = gateway;
        return child;
    }
}
