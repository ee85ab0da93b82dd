namespace Telemetry.Simulators.Physics;

/// <summary>Water vapour in air.</summary>
internal static class MoistAir
{
    /// <summary>Most water that air can hold, g/m3 (Magnus formula over water, gas law).</summary>
    public static double Saturation(double celsius) =>
        216.7 * 6.112 * Math.Exp(17.62 * celsius / (243.12 + celsius)) / (celsius + 273.15);
}
