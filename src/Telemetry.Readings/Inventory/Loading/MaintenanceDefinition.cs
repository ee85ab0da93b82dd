using Telemetry.Readings.Inventory.Maintenance;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Planned maintenance as its file has it. Null where the file has nothing or a mistake already told.</summary>
internal sealed record MaintenanceDefinition
{
    public YamlScalar? Id { get; init; }

    public IReadOnlyList<YamlScalar> Areas { get; init; } = [];

    public IReadOnlyList<YamlScalar> Systems { get; init; } = [];

    public IReadOnlyList<YamlScalar> Sites { get; init; } = [];

    public IReadOnlyList<YamlScalar> Devices { get; init; } = [];

    public IReadOnlyList<YamlScalar> Rules { get; init; } = [];

    public YamlScalar? From { get; init; }

    public YamlScalar? Until { get; init; }

    public MaintenanceRepeat Repeat { get; init; }

    public LocalizedText? Reason { get; init; }

    public YamlScalar? Owner { get; init; }
}
