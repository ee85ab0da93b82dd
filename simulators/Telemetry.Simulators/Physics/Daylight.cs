namespace Telemetry.Simulators.Physics;

/// <summary>The light of a winter's day: sun up from about seven to five, dimmed by clouds.</summary>
internal sealed class Daylight(ulong seed)
{
    private const double Sunrise = 7;
    private const double Sunset = 17.2;
    private const double ClearNoonLux = 38_000;
    private const double NightLux = 0.4;

    private readonly SlowNoise _clouds = new(seed, "daylight/clouds", TimeSpan.FromMinutes(10), TimeSpan.FromHours(2), 0.2, 0.35);

    /// <summary>0 at night, 1 at a clear noon.</summary>
    public double Fraction(long unixMs)
    {
        double part = (Weather.HourOfDay(unixMs) - Sunrise) / (Sunset - Sunrise);
        return part is > 0 and < 1 ? Math.Sin(part * Math.PI) * (0.65 + _clouds.At(unixMs)) : 0;
    }

    /// <summary>Illuminance on site, lx.</summary>
    public double Lux(long unixMs) => NightLux + ClearNoonLux * Fraction(unixMs);
}
