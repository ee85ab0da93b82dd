using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>The 12 V battery of a station with a solar panel.</summary>
internal static class SolarBattery
{
    public static double Voltage(Daylight daylight, long unixMs, double offset) =>
        Math.Round(12.4 + offset + 0.2 * Math.Cos((Weather.HourOfDay(unixMs) - 16) / 24 * Math.Tau) + 0.9 * Math.Sqrt(daylight.Fraction(unixMs)), 1);
}
