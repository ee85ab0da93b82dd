namespace Telemetry.Simulators.Cabins;

/// <summary>
/// Ten crops a year: which phase a cabin is in, as a pure function of time, so that a restart finds the same crop. The
/// cabins' crops are staggered.
/// </summary>
/// <param name="offset">Where in its crop the cabin stands at the epoch, 0 to 1.</param>
internal sealed class CropCalendar(double offset)
{
    private const double CropDays = 36.5;

    /// <summary>Hours before and after a change in which the climate is on its way.</summary>
    private const double ChangeHours = 5;

    /// <summary>Day of the crop on which each phase begins, and on which the crop ends.</summary>
    private static readonly double[] FirstDays = [0, 16, 22, CropDays];

    public GrowthPhase PhaseAt(long unixMs) => PhaseOf(DayOfCrop(unixMs));

    public PhaseRecipe RecipeAt(long unixMs)
    {
        double day = DayOfCrop(unixMs);
        int phase = (int)PhaseOf(day);
        PhaseRecipe recipe = Recipe(phase);
        double hoursLeft = (FirstDays[phase + 1] - day) * 24;
        if (hoursLeft < ChangeHours)
            return recipe.Toward(Recipe(phase + 1), -hoursLeft);
        double hoursSince = (day - FirstDays[phase]) * 24;
        return hoursSince < ChangeHours ? Recipe(phase + 2).Toward(recipe, hoursSince) : recipe;
    }

    /// <summary>By ordinal, round and round: phase + 2 is the one before.</summary>
    private static PhaseRecipe Recipe(int phase) => PhaseRecipe.Of((GrowthPhase)(phase % 3));

    private static GrowthPhase PhaseOf(double day) =>
        day < FirstDays[1] ? GrowthPhase.Mycelium : day < FirstDays[2] ? GrowthPhase.Primordium : GrowthPhase.Fruiting;

    private double DayOfCrop(long unixMs) => (unixMs / 86_400_000.0 + offset * CropDays) % CropDays;
}
