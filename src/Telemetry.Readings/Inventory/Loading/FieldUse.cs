namespace Telemetry.Readings.Inventory.Loading;

/// <summary>What a table of fields describes.</summary>
internal enum FieldUse
{
    Reading,
    Event,
    Argument,
}
