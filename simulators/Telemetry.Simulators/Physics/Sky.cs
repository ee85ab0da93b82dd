namespace Telemetry.Simulators.Physics;

/// <summary>What is above all devices: air, light and rain.</summary>
internal sealed class Sky(ulong seed)
{
    public Weather Weather { get; } = new(seed);

    public Daylight Daylight { get; } = new(seed);

    public Rain Rain { get; } = new(seed);
}
