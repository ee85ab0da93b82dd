using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Heating;

/// <summary>
/// The plant that feeds every station's primary network: pure functions of time, so that all stations see the same
/// plant. Its pumps and boilers follow the load, and drift a little around what they were set to.
/// </summary>
internal sealed class HeatSource(ulong seed, Weather weather)
{
    private static readonly OutdoorCompensation Load = new(75, 50);

    private readonly SlowNoise _pressure = new(seed, "plant/pressure", TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(40), 0.008, 0.02);
    private readonly SlowNoise _temperature = new(seed, "plant/temperature", TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), 0.8, 2);

    /// <summary>Part of the design load that the city needs, by the smoothed weather.</summary>
    public double LoadFraction(long unixMs) => Load.LoadFraction(weather.SmoothedTemperature(unixMs));

    /// <summary>Supply temperature at the plant, degC.</summary>
    public double SupplyTemperature(long unixMs) => 66 + 58 * LoadFraction(unixMs) + _temperature.At(unixMs);

    /// <summary>Supply pressure at the plant, MPa.</summary>
    public double SupplyPressure(long unixMs) => 1.30 + _pressure.At(unixMs);

    /// <summary>Return pressure at the plant, held by its own make-up, MPa.</summary>
    public double ReturnPressure(long unixMs) => 0.66 + _pressure.At(unixMs) / 2;

    /// <summary>
    /// Pressure lost between the plant and a station, MPa, each way: a resistance, so the square of the flow, which
    /// follows the load.
    /// </summary>
    /// <param name="distance">0 beside the plant, 1 at the end of the network.</param>
    /// <param name="unixMs">When.</param>
    public double Loss(double distance, long unixMs)
    {
        double flow = 0.5 + 0.5 * LoadFraction(unixMs);
        return 0.24 * distance * flow * flow;
    }
}
