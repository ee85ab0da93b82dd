namespace Telemetry.Simulators.Cabins;

/// <summary>The climate that a phase wants, and what its mushrooms do to the air.</summary>
/// <param name="Temperature">Set point, degC.</param>
/// <param name="Humidity">Set point, % relative humidity.</param>
/// <param name="Co2FanOn">The fan starts above, ppm.</param>
/// <param name="Co2FanOff">The fan stops below, ppm.</param>
/// <param name="Illuminance">While the light is on, lx.</param>
/// <param name="Respiration">CO2 given off, ppm of the cabin's air per hour.</param>
/// <param name="WaterActivity">Relative humidity that the bags' surfaces alone would bring about, 0 to 1.</param>
/// <param name="Evaporation">How fast they do, 1/h.</param>
internal sealed record PhaseRecipe(
    double Temperature,
    double Humidity,
    double Co2FanOn,
    double Co2FanOff,
    double Illuminance,
    double Respiration,
    double WaterActivity,
    double Evaporation)
{
    private static readonly PhaseRecipe Mycelium = new(23.4, 67.5, 3900, 2600, 0, 1500, 0.69, 6);
    private static readonly PhaseRecipe Primordium = new(20, 90, 1600, 1000, 200, 700, 0.94, 12);
    private static readonly PhaseRecipe Fruiting = new(17.5, 90, 1200, 800, 520, 900, 0.94, 12);

    public static PhaseRecipe Of(GrowthPhase phase) => phase switch
    {
        GrowthPhase.Mycelium => Mycelium,
        GrowthPhase.Primordium => Primordium,
        _ => Fruiting,
    };

    /// <summary>
    /// The climate on the way from this phase to the next one, so that both find it bearable at the moment of the
    /// change: the temperature goes evenly, what becomes stricter is done before, what becomes easier after.
    /// </summary>
    /// <param name="next">The phase that follows.</param>
    /// <param name="hours">Hours since the change; negative before it.</param>
    public PhaseRecipe Toward(PhaseRecipe next, double hours)
    {
        double evenly = Math.Clamp((hours + 3) / 6, 0, 1);
        double before = Math.Clamp((hours + 5) / 4, 0, 1);
        double after = Math.Clamp(hours / 4, 0, 1);
        double humidity = next.Humidity > Humidity ? before : after;
        double air = next.Co2FanOn < Co2FanOn ? before : after;
        return new PhaseRecipe(
            Mix(Temperature, next.Temperature, evenly),
            Mix(Humidity, next.Humidity, humidity),
            Mix(Co2FanOn, next.Co2FanOn, air),
            Mix(Co2FanOff, next.Co2FanOff, air),
            hours < 0 ? Illuminance : next.Illuminance,
            Mix(Respiration, next.Respiration, evenly),
            Mix(WaterActivity, next.WaterActivity, humidity),
            Mix(Evaporation, next.Evaporation, humidity));
    }

    private static double Mix(double from, double to, double part) => from + (to - from) * part;
}
