using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expectations;

/// <summary>
/// The heat that buildings will need: design load times the share for the outdoor temperature, which walls let through with a
/// day's delay. The lagged temperature is the mean of the forecast at each full hour of the last 24 before the time asked.
/// </summary>
internal static class LoadForecast
{
    /// <summary>The delay of the buildings, in hours.</summary>
    public const int LagHours = 24;

    /// <summary>With fewer known hours than this the lagged temperature is unknown.</summary>
    public const int FewestHours = 12;

    private const long HourMs = 60 * 60 * 1000;

    /// <summary>In the unit of the design load; NaN when too little of the forecast is known.</summary>
    /// <param name="forecast">The name of the outdoor temperature forecast, degC.</param>
    public static double At(
        Surroundings around, Area area, string forecast, long atMs, double designLoad, double indoor, double designOutdoor)
    {
        double sum = 0;
        int known = 0;
        for (int hour = 0; hour < LagHours; hour++)
        {
            double value = around.Forecast(area, forecast, atMs - (hour * HourMs));
            if (!double.IsNaN(value))
            {
                sum += value;
                known++;
            }
        }

        return known < FewestHours ? double.NaN : designLoad * OutdoorCompensation.LoadShare(indoor, designOutdoor, sum / known);
    }
}
