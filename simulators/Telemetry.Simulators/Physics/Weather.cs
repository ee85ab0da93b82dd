namespace Telemetry.Simulators.Physics;

/// <summary>
/// The city's outdoor air, one for all devices and a pure function of time and seed. It is always weather of the
/// heating season, whatever the calendar says: a network that stands still in July would show nobody anything.
/// </summary>
internal sealed class Weather(ulong seed)
{
    private const double MeanCelsius = 3.6;
    private const double DayAmplitude = 3.2;
    private const double WarmestHour = 14.5;

    private static readonly TimeSpan ChinaStandardTime = TimeSpan.FromHours(8);

    private readonly SlowNoise _front = new(seed, "weather/front", TimeSpan.FromHours(1), TimeSpan.FromHours(30), 1.0, 1.8);
    private readonly SlowNoise _cloud = new(seed, "weather/cloud", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(50), 0.2, 0.5);
    private readonly SlowNoise _moisture = new(seed, "weather/moisture", TimeSpan.FromHours(1), TimeSpan.FromHours(20), 6, 14);

    // Every station asks for much the same minutes, some of them half an hour back.
    private readonly (long Minute, double Value)[] _smoothed = new (long, double)[256];

    /// <summary>Hour of the day in China Standard Time (no summer time), 0 to 24.</summary>
    public static double HourOfDay(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToOffset(ChinaStandardTime).TimeOfDay.TotalHours;

    /// <summary>Outdoor temperature, degC: day and night, slow fronts, clouds.</summary>
    public double Temperature(long unixMs) =>
        MeanCelsius
        + DayAmplitude * Math.Cos((HourOfDay(unixMs) - WarmestHour) / 24 * Math.Tau)
        + _front.At(unixMs)
        + _cloud.At(unixMs);

    /// <summary>Mean of the last three hours to the minute, degC: what the buildings feel and controllers go by.</summary>
    public double SmoothedTemperature(long unixMs)
    {
        long minute = unixMs / 60_000;
        ref (long Minute, double Value) cached = ref _smoothed[minute % _smoothed.Length];
        if (cached.Minute != minute)
        {
            double sum = 0;
            for (int halfHour = 0; halfHour < 6; halfHour++)
                sum += Temperature(minute * 60_000 - halfHour * 1_800_000L);
            cached = (minute, sum / 6);
        }

        return cached.Value;
    }

    /// <summary>Relative humidity outdoors, %: moist before dawn, dry in the afternoon.</summary>
    public double RelativeHumidity(long unixMs) =>
        62 - 12 * Math.Cos((HourOfDay(unixMs) - WarmestHour) / 24 * Math.Tau) + _moisture.At(unixMs);
}
