using Telemetry.Alerting.Expectations;

namespace Telemetry.Alerting.Tests.Expectations;

public sealed class OutdoorCompensationTests
{
    private static readonly OutdoorCompensation Curve = new(18, -6, 75, 50);

    // The vectors of the domain's description: 75/50, rooms at 18, designed for -6.
    [Theory]
    [InlineData(0, 63.04, 44.29)]
    [InlineData(5, 52.54, 39.00)]
    [InlineData(10, 41.28, 32.95)]
    [InlineData(-6, 75, 50)]
    [InlineData(18, 18, 18)]
    [InlineData(25, 18, 18)]
    public void SupplyAndReturn_Vectors_Agree(double outdoor, double supply, double back)
    {
        Assert.Equal(supply, Curve.Supply(outdoor), 0.005);
        Assert.Equal(back, Curve.Return(outdoor), 0.005);
    }

    [Fact]
    public void LoadShare_ColderThanDesigned_IsMoreThanOne()
    {
        Assert.Equal(1.25, Curve.LoadShare(-12));
        Assert.Equal(0, Curve.LoadShare(20));
        Assert.True(double.IsNaN(OutdoorCompensation.LoadShare(18, 18, 0)));
        Assert.True(double.IsNaN(Curve.Supply(double.NaN)));
    }
}
