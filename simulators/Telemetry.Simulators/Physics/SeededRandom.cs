using System.Numerics;
using System.Text;

namespace Telemetry.Simulators.Physics;

/// <summary>
/// Random numbers that are the same on every machine and every runtime for one seed and purpose (System.Random
/// promises that only within one version). A counter, mixed by two multiply-and-shift rounds.
/// </summary>
internal sealed class SeededRandom(ulong seed, string purpose)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _counter = Hash(seed, purpose);
    private double? _spare;

    /// <summary>A well-mixed number of a seed and a text.</summary>
    public static ulong Hash(ulong seed, string text)
    {
        ulong hash = Mix(seed + Step);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
            hash = Mix((hash ^ b) + Step);
        return hash;
    }

    /// <summary>A number in [0, 1) of a seed and an ordinal: white noise that can be read at any place.</summary>
    public static double At(ulong seed, long ordinal) => ToUnit(Mix(seed + (ulong)ordinal * Step));

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble()
    {
        _counter += Step;
        return ToUnit(Mix(_counter));
    }

    /// <summary>Uniform in [minimum, maximum).</summary>
    public double Between(double minimum, double maximum) => minimum + (maximum - minimum) * NextDouble();

    /// <summary>0 to count - 1.</summary>
    public int Below(int count) => (int)(NextDouble() * count);

    /// <summary>The waiting time to the next event of a Poisson process.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>Normally distributed, mean 0, deviation 1, cut at four deviations (polar method, two at a time).</summary>
    public double Gaussian()
    {
        if (_spare is { } spare)
        {
            _spare = null;
            return spare;
        }

        double x, y, square;
        do
        {
            x = Between(-1, 1);
            y = Between(-1, 1);
            square = x * x + y * y;
        }
        while (square is >= 1 or 0);
        double scale = Math.Sqrt(-2 * Math.Log(square) / square);
        _spare = Math.Clamp(y * scale, -4, 4);
        return Math.Clamp(x * scale, -4, 4);
    }

    private static double ToUnit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong value)
    {
        value = (value ^ BitOperations.RotateRight(value, 29) ^ (value >> 32)) * 0xD6E8FEB86659FD93;
        value = (value ^ (value >> 31)) * 0xA0761D6478BD642F;
        return value ^ (value >> 29);
    }
}
