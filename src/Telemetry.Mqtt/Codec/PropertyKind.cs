namespace Telemetry.Mqtt.Codec;

/// <summary>How the value of a property is written.</summary>
internal enum PropertyKind : byte
{
    Unknown,
    Byte,
    UInt16,
    UInt32,
    Variable,
    Binary,
    Text,
    Name,
    Pair,
}
