using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Cabins;

/// <summary>
/// Heat, water vapour, CO2 and O2 of one cabin's air, each a first-order balance, and the two-point switches that act
/// on them: heating and cooling, fogger, fan. The fan brings fresh air through an exchanger that keeps most of the heat
/// and the moisture; fog and fan never run together.
/// </summary>
internal sealed class CabinClimate
{
    /// <summary>Heat capacity that follows the air: air, racks, the skin of the bags; J/K.</summary>
    private const double HeatCapacity = 1.2e6;

    private const double WallLoss = 70;         // W/K through the insulation
    private const double HvacPower = 5500;      // W, heating or cooling
    private const double HvacBand = 0.35;       // K to either side
    private const double HeatPerAirChange = 25; // W/K for one exchange of the air per hour
    private const double Leakage = 0.15;        // air changes per hour through gaps
    private const double FanChanges = 2.5;
    private const double OpenDamperChanges = 6; // what the wind does when the damper has fallen open
    private const double HeatKept = 0.7;
    private const double MoistureKept = 0.6;
    private const double FogRate = 30;          // g/m3 per hour
    private const double FogBand = 1.5;         // % to either side
    private const double HeatPerRespiration = 0.7; // W for each ppm of CO2 per hour
    private const double OutdoorCo2 = 420;
    private const double OutdoorOxygen = 20.8;  // of humid air; dry air has 20.95
    private const double DryingSeconds = 900;

    private readonly double _loss;
    private readonly double _vigour;
    private double _vapour;
    private double _wetness = 1;
    private int _hvac;

    /// <param name="start">The climate to begin with.</param>
    /// <param name="loss">This cabin's heat loss, as a part of the usual one.</param>
    /// <param name="vigour">How much its bags breathe, as a part of the usual.</param>
    public CabinClimate(PhaseRecipe start, double loss, double vigour)
    {
        _loss = WallLoss * loss;
        _vigour = vigour;
        Temperature = start.Temperature;
        _vapour = start.Humidity / 100 * MoistAir.Saturation(start.Temperature);
        Co2 = (start.Co2FanOn + start.Co2FanOff) / 2;
        Oxygen = OutdoorOxygen - (Co2 - OutdoorCo2) / 10_000;
    }

    /// <summary>degC.</summary>
    public double Temperature { get; private set; }

    /// <summary>Relative, %.</summary>
    public double Humidity => Math.Min(100, _vapour / MoistAir.Saturation(Temperature) * 100);

    /// <summary>ppm.</summary>
    public double Co2 { get; private set; }

    /// <summary>% by volume.</summary>
    public double Oxygen { get; private set; }

    public bool FanRuns { get; private set; }

    public bool Fogs { get; private set; }

    /// <param name="seconds">Length of the step.</param>
    /// <param name="recipe">What the controls aim at.</param>
    /// <param name="outdoor">Temperature outside, degC.</param>
    /// <param name="outdoorHumidity">Relative humidity outside, %.</param>
    /// <param name="powered">False once the HVAC has failed: nothing is switched on, and the damper lies open.</param>
    public void Step(double seconds, PhaseRecipe recipe, double outdoor, double outdoorHumidity, bool powered)
    {
        Switch(recipe, powered);
        double hours = seconds / 3600;
        double respiration = recipe.Respiration * _vigour;
        double changes = Leakage + (FanRuns ? FanChanges : powered ? 0 : OpenDamperChanges);
        double heatChanges = Leakage + (FanRuns ? FanChanges * (1 - HeatKept) : changes - Leakage);
        double moistureChanges = Leakage + (FanRuns ? FanChanges * (1 - MoistureKept) : changes - Leakage);

        double heat = (_loss + heatChanges * HeatPerAirChange) * (outdoor - Temperature)
            + respiration * HeatPerRespiration
            + _hvac * HvacPower;
        Temperature += heat * seconds / HeatCapacity;

        // Surfaces stay wet as long as fog falls on them now and then; without it they dry out.
        _wetness = Lag.Toward(_wetness, powered ? 1 : 0, seconds, DryingSeconds);
        double saturation = MoistAir.Saturation(Temperature);
        double fromSurfaces = recipe.Evaporation * _wetness * (recipe.WaterActivity * saturation - _vapour);
        double fromOutside = moistureChanges * (outdoorHumidity / 100 * MoistAir.Saturation(outdoor) - _vapour);
        _vapour = Math.Clamp(_vapour + (fromSurfaces + fromOutside + (Fogs ? FogRate : 0)) * hours, 0.1, saturation);

        Co2 += (respiration - changes * (Co2 - OutdoorCo2)) * hours;
        Oxygen += (-respiration / 10_000 + changes * (OutdoorOxygen - Oxygen)) * hours;
    }

    private void Switch(PhaseRecipe recipe, bool powered)
    {
        if (Co2 > recipe.Co2FanOn)
            FanRuns = true;
        else if (Co2 < recipe.Co2FanOff)
            FanRuns = false;
        if (Humidity < recipe.Humidity - FogBand)
            Fogs = true;
        else if (Humidity > recipe.Humidity + FogBand)
            Fogs = false;
        double error = recipe.Temperature - Temperature;
        if (error > HvacBand)
            _hvac = 1;
        else if (error < -HvacBand)
            _hvac = -1;
        else if (error * _hvac < 0)
            _hvac = 0;
        Fogs &= !FanRuns && powered;
        FanRuns &= powered;
        _hvac = powered ? _hvac : 0;
    }
}
