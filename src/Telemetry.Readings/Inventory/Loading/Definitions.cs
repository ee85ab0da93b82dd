using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>An area as its file has it: names are not resolved yet.</summary>
internal sealed record AreaDefinition(YamlScalar Id, AreaLevel? Level, YamlScalar? Parent, LocalizedText Title);

/// <summary>A site, or a template of many, as its file has it.</summary>
internal sealed record SiteDefinition(YamlScalar IdNode, IdTemplate Ids, IReadOnlyList<YamlScalar> Areas, LocalizedText Title)
{
    public GeoPoint? Position { get; init; }

    public IReadOnlyList<GeoPoint> Outline { get; init; } = [];
}

/// <summary>A device, or a template of many, as its file has it. Null where the file has nothing or a mistake already told.</summary>
internal sealed record DeviceDefinition(YamlScalar IdNode, IdTemplate Ids)
{
    public YamlScalar? System { get; init; }

    public YamlScalar? Kind { get; init; }

    public IReadOnlyList<YamlScalar> Sites { get; init; } = [];

    public YamlScalar? Area { get; init; }

    public IReadOnlyList<YamlScalar> MovedFrom { get; init; } = [];

    public DeviceState State { get; init; } = DeviceState.InService;

    public TimeSpan? Interval { get; init; }

    public LocalizedText? Title { get; init; }

    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Parameters { get; init; } = [];

    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Curves { get; init; } = [];

    public IReadOnlyList<YamlScalar> Children { get; init; } = [];

    public IReadOnlyList<(NeighbourRelation Relation, YamlScalar Device)> Neighbours { get; init; } = [];
}

/// <summary>A group as its file has it.</summary>
internal sealed record GroupDefinition(YamlScalar Id, LocalizedText Title, IReadOnlyList<YamlScalar> Devices);

/// <summary>A duty as its file has it.</summary>
internal sealed record DutyDefinition(YamlScalar Id, YamlScalar? Area, IReadOnlyList<YamlScalar> Systems, LocalizedText Role)
{
    public DutyPost? Post { get; init; }

    public IReadOnlyList<YamlScalar> Deputies { get; init; } = [];

    public IReadOnlyList<ShiftDefinition> Shifts { get; init; } = [];
}

/// <summary>A shift as its file has it; <see cref="DutyShift"/> explains the minutes.</summary>
internal sealed record ShiftDefinition(YamlScalar Id, int FromMinute, int ToMinute, YamlScalar? On);
