using Telemetry.Alerting.Engine;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>What the placeholders of a title stand for when its condition is raised.</summary>
/// <param name="Value">The number that the condition is about; null when it is not known.</param>
/// <param name="Limit">What <paramref name="Value"/> was compared with; NaN when it is not known.</param>
/// <param name="Count">How many members a group has.</param>
/// <param name="Attributes">The event as a JSON object.</param>
internal readonly record struct TemplateValues(Device Device, double? Value, double Limit, int Count, LatestValues Latest, string Attributes);
