using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Tests.Physics;

public class SlowNoiseTests
{
    private static readonly TimeSpan Grid = TimeSpan.FromMinutes(10);

    [Fact]
    public void At_AnyOrder_IsAFunctionOfTime()
    {
        SlowNoise forward = Noise(), backward = Noise();
        long[] times = [.. Enumerable.Range(0, 500).Select(i => 1_000_000_000_000 + i * 137_000L)];
        double[] values = [.. times.Select(forward.At)];
        double[] reversed = [.. times.Reverse().Select(backward.At)];
        Assert.Equal(values, reversed.Reverse());
    }

    [Fact]
    public void At_ManyPoints_HasItsDeviationAndMemory()
    {
        SlowNoise noise = Noise();
        double[] values = [.. Enumerable.Range(0, 20_000).Select(i => noise.At(i * (long)Grid.TotalMilliseconds))];
        double mean = values.Average();
        double variance = values.Average(v => (v - mean) * (v - mean));
        double oneStep = values.Zip(values.Skip(1), (a, b) => (a - mean) * (b - mean)).Average() / variance;
        double oneMemory = values.Zip(values.Skip(6), (a, b) => (a - mean) * (b - mean)).Average() / variance;
        Assert.InRange(Math.Sqrt(variance), 1.8, 2.2);
        Assert.InRange(oneStep, 0.81, 0.88);
        Assert.InRange(oneMemory, 0.30, 0.44);
    }

    [Fact]
    public void At_BetweenPoints_IsInterpolated()
    {
        SlowNoise noise = Noise();
        long left = 2832 * (long)Grid.TotalMilliseconds;
        double expected = (noise.At(left) + noise.At(left + (long)Grid.TotalMilliseconds)) / 2;
        Assert.Equal(expected, noise.At(left + (long)Grid.TotalMilliseconds / 2), 9);
    }

    [Fact]
    public void At_Bound_IsNeverPassed()
    {
        var noise = new SlowNoise(1, "bound", Grid, TimeSpan.FromHours(1), sigma: 2, bound: 1);
        Assert.All(Enumerable.Range(0, 5000), i => Assert.InRange(noise.At(i * 600_000L), -1, 1));
    }

    private static SlowNoise Noise() => new(5, "test", Grid, TimeSpan.FromHours(1), sigma: 2, bound: 10);
}
