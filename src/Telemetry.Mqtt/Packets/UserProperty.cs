namespace Telemetry.Mqtt.Packets;

/// <summary>A name and a value whose meaning is the application's; a name may stand several times.</summary>
public readonly record struct UserProperty(string Name, string Value);
