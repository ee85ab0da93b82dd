namespace Telemetry.Readings.Inventory;

/// <summary>The type of a field, for ever: a store cannot change it once it holds values.</summary>
public enum FieldType : byte
{
    Number,
    Boolean,
    Text,
}
