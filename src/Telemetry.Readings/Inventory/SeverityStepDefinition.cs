namespace Telemetry.Readings.Inventory;

/// <summary>A higher severity that a condition may come to, as the file has it.</summary>
/// <param name="Severity">One of the four words.</param>
/// <param name="When"><c>after DURATION</c> or <c>when CONDITION</c>.</param>
public sealed record SeverityStepDefinition(LocatedText Severity, LocatedText When);
