using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Tests.Physics;

public class SeededRandomTests
{
    [Fact]
    public void NextDouble_SameSeedAndPurpose_IsTheSame()
    {
        var first = new SeededRandom(7, "hs-0001");
        var second = new SeededRandom(7, "hs-0001");
        for (int i = 0; i < 1000; i++)
            Assert.Equal(first.NextDouble(), second.NextDouble());
    }

    [Fact]
    public void NextDouble_OtherSeedOrPurpose_IsAnother()
    {
        double value = new SeededRandom(7, "hs-0001").NextDouble();
        Assert.NotEqual(value, new SeededRandom(8, "hs-0001").NextDouble());
        Assert.NotEqual(value, new SeededRandom(7, "hs-0002").NextDouble());
    }

    [Fact]
    public void NextDouble_ManyValues_AreUniform()
    {
        var random = new SeededRandom(1, "uniform");
        var bins = new int[10];
        for (int i = 0; i < 100_000; i++)
            bins[(int)(random.NextDouble() * 10)]++;
        Assert.All(bins, count => Assert.InRange(count, 9600, 10_400));
    }

    [Fact]
    public void At_Neighbours_AreNotCorrelated()
    {
        double sum = 0;
        for (int i = 0; i < 100_000; i++)
            sum += (SeededRandom.At(3, i) - 0.5) * (SeededRandom.At(3, i + 1) - 0.5);
        Assert.InRange(sum / 100_000 * 12, -0.02, 0.02);
    }

    [Fact]
    public void Gaussian_ManyValues_HasMeanZeroAndDeviationOne()
    {
        var random = new SeededRandom(1, "gauss");
        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => random.Gaussian())];
        double mean = values.Average();
        Assert.InRange(mean, -0.02, 0.02);
        Assert.InRange(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), 0.98, 1.02);
        Assert.InRange(values.Max(Math.Abs), 3, 4);
    }

    [Fact]
    public void Exponential_ManyValues_HasItsMean()
    {
        var random = new SeededRandom(1, "wait");
        Assert.InRange(Enumerable.Range(0, 100_000).Average(_ => random.Exponential(30)), 29, 31);
    }

    [Fact]
    public void Below_ManyValues_StaysBelow()
    {
        var random = new SeededRandom(1, "below");
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 1000).Select(_ => random.Below(3)).Distinct().Order());
    }
}
