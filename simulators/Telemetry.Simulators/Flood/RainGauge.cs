using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Flood;

/// <summary>A tipping bucket of 0.5 mm: the city's showers, scaled by the place, and a storm while somebody asks for one.</summary>
/// <param name="rain">The city's showers.</param>
/// <param name="scale">This place's part of them.</param>
internal sealed class RainGauge(Rain rain, double scale)
{
    private const double TipMm = 0.5;

    /// <summary>Red is 100 mm in 3 h: a storm of size 1 brings that in two hours and a quarter.</summary>
    private const double StormMmPerSecond = 45.0 / 3600;

    private double _storm;

    /// <summary>What a storm has added, mm.</summary>
    public double Storm => _storm;

    public void Move(double seconds, double stormSize) => _storm += stormSize * StormMmPerSecond * seconds;

    /// <summary>Everything that has fallen here, mm.</summary>
    public double Fallen(long unixMs) => rain.Total(unixMs) * scale + _storm;

    /// <summary>What the showers brought over a time before, mm.</summary>
    public double Showers(long unixMs, TimeSpan over) =>
        (rain.Total(unixMs) - rain.Total(unixMs - (long)over.TotalMilliseconds)) * scale;

    /// <summary>What the counter shows, mm.</summary>
    public double Counter(long unixMs) => Math.Floor(Fallen(unixMs) / TipMm) * TipMm;
}
