namespace Telemetry.Simulators.Physics;

/// <summary>
/// A first-order autoregressive process, x[n] = phi x[n-1] + e[n], on a grid in time and interpolated between its
/// points. It is summed from the noise of its past instead of being stepped, so that it can be asked for any time and
/// gives the same weather after a restart.
/// </summary>
internal sealed class SlowNoise
{
    private readonly ulong _seed;
    private readonly long _gridMs;
    private readonly double _sigma;
    private readonly double _bound;
    private readonly double[] _weights;
    private long _cachedOrdinal = long.MinValue;
    private double _cachedLeft;
    private double _cachedRight;

    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What the noise is of.</param>
    /// <param name="grid">Distance of the grid's points.</param>
    /// <param name="memory">Time after which the correlation has fallen to 1/e; up to 50 grid steps.</param>
    /// <param name="sigma">Standard deviation.</param>
    /// <param name="bound">Greatest deviation, in units of the value.</param>
    public SlowNoise(ulong seed, string purpose, TimeSpan grid, TimeSpan memory, double sigma, double bound)
    {
        _seed = SeededRandom.Hash(seed, purpose);
        _gridMs = (long)grid.TotalMilliseconds;
        _sigma = sigma;
        _bound = bound;
        double phi = Math.Exp(-grid / memory);
        _weights = new double[(int)Math.Ceiling(4 * (memory / grid)) + 1];
        double squares = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            _weights[i] = Math.Pow(phi, i);
            squares += _weights[i] * _weights[i];
        }

        // Uniform noise in [-0.5, 0.5) has variance 1/12.
        double scale = Math.Sqrt(12 / squares);
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] *= scale;
    }

    public double At(long unixMs)
    {
        long ordinal = unixMs / _gridMs;
        if (ordinal != _cachedOrdinal)
        {
            _cachedLeft = Point(ordinal);
            _cachedRight = Point(ordinal + 1);
            _cachedOrdinal = ordinal;
        }

        double part = (double)(unixMs - ordinal * _gridMs) / _gridMs;
        return _cachedLeft + (_cachedRight - _cachedLeft) * part;
    }

    private double Point(long ordinal)
    {
        double sum = 0;
        for (int i = 0; i < _weights.Length; i++)
            sum += _weights[i] * (SeededRandom.At(_seed, ordinal - i) - 0.5);
        return Math.Clamp(sum * _sigma, -_bound, _bound);
    }
}
