using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Tests.Expressions;

public sealed class ValueRangeTests
{
    private static readonly double[] Values = [double.NegativeInfinity, -1, -0.0, 0, 0.3, double.BitDecrement(0.3), double.BitIncrement(0.3), 1, double.PositiveInfinity];

    [Fact]
    public void Contains_EveryOperator_AgreesWithTheLanguage()
    {
        foreach (double value in Values)
        {
            foreach (double limit in new[] { 0.3, 0, -1 })
            {
                bool[] expected = [value < limit, value <= limit, value > limit, value >= limit, value == limit, value != limit];
                foreach (var comparison in Enum.GetValues<ComparisonOperator>())
                {
                    Assert.Equal(expected[(int)comparison] ? Truth.True : Truth.False, ValueRange.Of(comparison, limit).Contains(value));
                }
            }
        }
    }

    [Fact]
    public void Contains_NaN_IsUnknown() =>
        Assert.All(Enum.GetValues<ComparisonOperator>(), comparison => Assert.Equal(Truth.Unknown, ValueRange.Of(comparison, 0.3).Contains(double.NaN)));

    [Theory]
    [InlineData("< 0.3", ">= 0.35", false)]
    [InlineData("< 0.3", ">= 0.3", false)]
    [InlineData("<= 0.3", ">= 0.3", true)]
    [InlineData("< 0.3", "> 0.2", true)]
    [InlineData("< 0.3", "< 0.1", true)]
    [InlineData("< 0.3", "!= 5", true)]
    [InlineData("== 0.3", "!= 0.3", false)]
    [InlineData("!= 0.3", "== 0.3", false)]
    [InlineData("!= 0.3", "!= 0.4", true)]
    [InlineData("== 0.3", "== 0.3", true)]
    [InlineData("== 0.3", "== 0.4", false)]
    public void Overlaps_TwoRanges_SeesAValueInBoth(string first, string second, bool expected)
    {
        Assert.Equal(expected, Parse(first).Overlaps(Parse(second)));
        Assert.Equal(expected, Parse(second).Overlaps(Parse(first)));
    }

    private static ValueRange Parse(string text)
    {
        string[] words = text.Split(' ');
        int comparison = Array.IndexOf(["<", "<=", ">", ">=", "==", "!="], words[0]);
        return ValueRange.Of((ComparisonOperator)comparison, double.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
