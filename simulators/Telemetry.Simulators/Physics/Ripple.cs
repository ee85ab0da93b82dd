namespace Telemetry.Simulators.Physics;

/// <summary>
/// Slow noise that needs no memory: a smooth curve through one random number for each step of a grid in time. For what
/// there are thousands of; <see cref="SlowNoise"/> is the better weather.
/// </summary>
internal readonly struct Ripple
{
    private readonly ulong _seed;
    private readonly long _gridMs;

    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the noise is of.</param>
    /// <param name="grid">Distance of the grid's points.</param>
    public Ripple(ulong seed, string purpose, TimeSpan grid)
    {
        _seed = SeededRandom.Hash(seed, purpose);
        _gridMs = (long)grid.TotalMilliseconds;
    }

    /// <summary>-1 to 1.</summary>
    public double At(long unixMs)
    {
        long ordinal = unixMs / _gridMs;
        double part = (double)(unixMs - ordinal * _gridMs) / _gridMs;
        double left = SeededRandom.At(_seed, ordinal), right = SeededRandom.At(_seed, ordinal + 1);
        return 2 * (left + (right - left) * part * part * (3 - 2 * part)) - 1;
    }
}
