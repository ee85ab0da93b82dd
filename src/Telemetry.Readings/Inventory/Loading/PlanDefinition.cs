using Telemetry.Readings.Inventory.Plans;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>A plan as its file has it: names are not resolved yet.</summary>
internal sealed record PlanDefinition(
    IReadOnlyList<YamlScalar> Sites, YamlScalar Field, YamlScalar Unit, IReadOnlyList<(YamlScalar At, double Value)> Points, Plan Plan);
