using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the devices of a city file.</summary>
internal sealed class DeviceReader(MistakeList mistakes)
{
    public DeviceDefinition? Read(YamlNode item)
    {
        if (MappingReader.Open(item, "a device", mistakes, CityShapes.Device.Names) is not { } reader)
            return null;
        YamlScalar? id = reader.Scalar("id", required: true);
        LocatedText? interval = reader.Duration("interval", out TimeSpan duration);
        var definition = new DeviceDefinition(id!, default)
        {
            System = reader.Scalar("system", required: true),
            Kind = reader.Scalar("kind", required: true),
            Sites = reader.Scalars("site", required: true),
            Area = reader.Scalar("area"),
            MovedFrom = reader.Scalars("moved-from"),
            State = (DeviceState)(reader.Choice("state", CityShapes.States) ?? (int)DeviceState.InService),
            Interval = interval is null ? null : duration,
            Title = reader.Localized("title", required: false),
            Parameters = reader.Entries("parameters"),
            Curves = reader.Entries("tables"),
            Children = reader.Scalars("children"),
            Neighbours = ReadNeighbours(reader),
        };
        if (id is null)
            return null;
        if (IdTemplate.Parse(id.Value, out string? error) is { } ids)
            return definition with { Ids = ids };
        mistakes.Add(id, error!);
        return null;
    }

    private List<(NeighbourRelation, YamlScalar)> ReadNeighbours(MappingReader device)
    {
        if (device.Optional("neighbours") is not { } node
            || MappingReader.Open(node, "'neighbours' of a device", mistakes, CityShapes.Neighbours.Names) is not { } reader)
        {
            return [];
        }

        var neighbours = new List<(NeighbourRelation, YamlScalar)>();
        for (int relation = 0; relation < CityShapes.Relations.Length; relation++)
            neighbours.AddRange(reader.Scalars(CityShapes.Relations[relation]).Select(scalar => ((NeighbourRelation)relation, scalar)));
        return neighbours;
    }
}
