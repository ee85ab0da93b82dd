namespace Telemetry.Readings.Inventory;

/// <summary>A text that operators read, in both languages of the city.</summary>
public sealed record LocalizedText(string Zh, string En);
