namespace Telemetry.Simulators.Physics;

/// <summary>
/// Showers, the same over the whole city: every second day or so one of 4 to 16 mm that lasts two to five hours. A
/// device scales them a little; more than 50 mm in twelve hours is a fault somebody asks for.
/// </summary>
internal sealed class Rain
{
    private const double ShowersShare = 0.5;

    private readonly ulong _seed;
    private readonly DailyLedger _fallen;

    public Rain(ulong seed)
    {
        _seed = SeededRandom.Hash(seed, "rain");
        _fallen = new DailyLedger(24 * 12, Amount);
    }

    /// <summary>Everything that has fallen, mm.</summary>
    public double Total(long unixMs) => _fallen.At(unixMs);

    private double Amount(long day, int slot)
    {
        double draw = SeededRandom.At(_seed, day * 4);
        if (draw > ShowersShare)
            return 0;
        int start = (int)(SeededRandom.At(_seed, day * 4 + 1) * 18 * 12);
        int length = 24 + (int)(SeededRandom.At(_seed, day * 4 + 2) * 36);
        if (slot < start || slot >= start + length)
            return 0;
        double depth = 4 + 12 * SeededRandom.At(_seed, day * 4 + 3);
        double middle = (slot - start + 0.5) / length;
        return depth / length * Math.PI / 2 * Math.Sin(middle * Math.PI);
    }
}
