using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Expands templates into devices, and tells ids that are there twice and gateways that list what is not there.</summary>
internal sealed class DeviceAssembler(CityAssembler names, MistakeList mistakes)
{
    /// <summary>The most devices of a city.</summary>
    public const int MaximumDevices = 500_000;

    private readonly List<Device> _devices = [];

    /// <summary>The devices by id, once they were resolved.</summary>
    public DeviceDirectory Directory { get; } = new(mistakes);

    public Device[] Resolve(IReadOnlyList<DeviceDefinition> definitions)
    {
        long total = definitions.Sum(d => (long)d.Ids.Count);
        if (total > MaximumDevices)
        {
            mistakes.Add(definitions[^1].IdNode, $"{total} devices are more than a city may have ({MaximumDevices})");
            return [];
        }

        Directory.EnsureCapacity((int)total);
        foreach (DeviceDefinition definition in definitions)
            Expand(definition);
        foreach (DeviceDefinition definition in definitions.Where(d => d.Children.Count > 0))
            ResolveChildren(definition);
        new NeighbourAssembler(Directory, mistakes).Resolve(definitions);
        return [.. _devices];
    }

    private void Expand(DeviceDefinition definition)
    {
        DeviceKind? kind = names.FindKind(definition.System, definition.Kind);
        Site[] sites = FindSites(definition);
        Area? area = definition.Area is null ? null : names.FindArea(definition.Area);
        bool isUnknown = kind is null || sites.Length == 0 || (definition.Area is not null && area is null);
        Area[] former = [.. definition.MovedFrom.Select(names.FindArea).OfType<Area>()];
        double[] parameters = kind is null ? [] : DeviceValues.ReadParameters(definition, kind, mistakes);
        Curve[] curves = kind is null ? [] : DeviceValues.ReadCurves(definition, kind, mistakes);
        int repeated = 0;
        string? firstRepeated = null;
        for (int ordinal = 0; ordinal < definition.Ids.Count; ordinal++)
        {
            string id = definition.Ids.Id(ordinal);
            if (Directory.DefinitionOf(id) is not null)
            {
                firstRepeated ??= id;
                repeated++;
            }
            else if (isUnknown)
            {
                Directory.AddUnresolved(id);
            }
            else
            {
                Site site = sites[ordinal % sites.Length];
                var device = new Device(_devices.Count, id, kind!, area ?? site.Area, site, TitleOf(definition, ordinal, id, kind!))
                {
                    State = definition.State,
                    Interval = definition.Interval ?? kind!.Interval,
                    FormerAreas = former,
                    ParameterValues = parameters,
                    CurveValues = curves,
                };
                _devices.Add(device);
                Directory.Add(device, definition);
            }
        }

        if (firstRepeated is not null)
        {
            string more = repeated > 1 ? $" (and {repeated - 1} more of this template)" : "";
            mistakes.Add(definition.IdNode, $"device '{firstRepeated}' is already defined at {Directory.DefinitionOf(firstRepeated)!.IdNode.Place}{more}");
        }
    }

    private Site[] FindSites(DeviceDefinition definition)
    {
        Site[] sites = [.. definition.Sites.SelectMany(names.FindSites)];
        if (definition.Ids.IsSingle && sites.Length > 1)
            mistakes.Add(definition.Sites[^1], "one device stands at one site; only the devices of a template take those of a list in turn");
        return sites;
    }

    private static LocalizedText TitleOf(DeviceDefinition definition, int ordinal, string id, DeviceKind kind)
    {
        if (definition.Title is not { } title)
            return new LocalizedText($"{kind.Title.Zh} {id}", $"{kind.Title.En} {id}");
        return definition.Ids.IsSingle ? title : definition.Ids.Fill(title, ordinal);
    }

    private void ResolveChildren(DeviceDefinition definition)
    {
        if (!definition.Ids.IsSingle)
        {
            mistakes.Add(definition.IdNode, "a template cannot have children; write each gateway out");
            return;
        }

        if (Directory.Find(definition.Ids.Id(0)) is not { } gateway)
            return;
        var children = new List<Device>();
        foreach (YamlScalar node in definition.Children)
            children.AddRange(Directory.Resolve(node).Where(child => TakeChild(gateway, child, node)));
        gateway.Children = children;
    }

    private bool TakeChild(Device gateway, Device child, YamlScalar node)
    {
        if (ReferenceEquals(child, gateway))
        {
            mistakes.Add(node, $"device '{child.Id}' cannot be its own child");
            return false;
        }

        if (child.Gateway is { } other)
        {
            mistakes.Add(node, $"device '{child.Id}' is already a child of '{other.Id}'");
            return false;
        }

        child.Gateway = gateway;
        return true;
    }
}
