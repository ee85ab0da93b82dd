namespace Telemetry.Readings.Inventory;

/// <summary>A unit that fields, parameters and tables may be in.</summary>
/// <param name="Symbol">As operators write it, such as <c>MPa</c> or <c>degC</c>.</param>
/// <param name="Quantity">What it measures, in English: <c>pressure</c>.</param>
public sealed record FieldUnit(string Symbol, string Quantity);
