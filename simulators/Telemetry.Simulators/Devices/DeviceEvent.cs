namespace Telemetry.Simulators.Devices;

/// <summary>Something that a device tells when it happens.</summary>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="Name">As the kind's <c>events</c> name it.</param>
internal abstract record DeviceEvent(long AtMs, string Name);
