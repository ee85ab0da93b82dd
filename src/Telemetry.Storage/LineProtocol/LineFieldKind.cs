namespace Telemetry.Storage.LineProtocol;

/// <summary>What a field of a line holds. Stores keep the kind of a field for ever.</summary>
public enum LineFieldKind : byte
{
    Number,
    Boolean,
    Text,
}
