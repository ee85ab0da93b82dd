namespace Telemetry.Readings.Inventory;

/// <summary>One argument of a rule's command.</summary>
/// <param name="Field">Name, type and range of the argument.</param>
/// <param name="Value">The value as the file has it; it parses as <see cref="FieldProfile.Type"/> (invariant culture, <c>true</c>/<c>false</c>).</param>
public sealed record RuleCommandArgument(FieldProfile Field, LocatedText Value);
