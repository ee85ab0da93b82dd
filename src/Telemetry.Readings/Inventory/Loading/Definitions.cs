using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>An area as its file has it: names are not resolved yet.</summary>
internal sealed record AreaDefinition(YamlScalar Id, AreaLevel? Level, YamlScalar? Parent, LocalizedText Title);

/// <summary>A site as its file has it.</summary>
internal sealed record SiteDefinition(YamlScalar Id, YamlScalar? Area, LocalizedText Title, double Latitude, double Longitude);

/// <summary>A device, or a template of many, as its file has it. Null where the file has nothing or a mistake already told.</summary>
internal sealed record DeviceDefinition(
    YamlScalar IdNode,
    IdTemplate Ids,
    YamlScalar? System,
    YamlScalar? Kind,
    YamlScalar? Site,
    YamlScalar? Area,
    DeviceState State,
    TimeSpan? Interval,
    LocalizedText? Title,
    IReadOnlyList<YamlScalar> Children);

/// <summary>A duty as its file has it.</summary>
internal sealed record DutyDefinition(YamlScalar Id, YamlScalar? Area, IReadOnlyList<YamlScalar> Systems, LocalizedText Role);
