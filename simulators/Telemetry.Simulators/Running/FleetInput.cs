namespace Telemetry.Simulators.Running;

/// <summary>Something that reached the fleet from another thread.</summary>
/// <param name="Kind">What.</param>
/// <param name="Agent">The device it is for; null when the topic or nothing says it.</param>
/// <param name="Topic">The topic of a message.</param>
/// <param name="Payload">The payload of a message.</param>
internal readonly record struct FleetInput(FleetInputKind Kind, DeviceAgent? Agent = null, string Topic = "", byte[]? Payload = null);
