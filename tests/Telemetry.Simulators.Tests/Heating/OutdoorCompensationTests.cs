using Telemetry.Simulators.Heating;

namespace Telemetry.Simulators.Tests.Heating;

public class OutdoorCompensationTests
{
    private static readonly OutdoorCompensation Curve = new(75, 50);

    [Theory]
    [InlineData(-6, 75, 50)]
    [InlineData(0, 63.04, 44.29)]
    [InlineData(5, 52.54, 39.00)]
    [InlineData(10, 41.28, 32.95)]
    [InlineData(18, 18, 18)]
    [InlineData(25, 18, 18)]
    public void SupplyAndReturn_DesignSeventyFiveFifty_MatchTheVectors(double outdoor, double supply, double @return)
    {
        Assert.Equal(supply, Curve.Supply(outdoor), 2);
        Assert.Equal(@return, Curve.Return(outdoor), 2);
    }

    [Fact]
    public void HeatGivenOff_WaterOnTheCurve_IsTheLoad()
    {
        for (double outdoor = -6; outdoor < 15; outdoor++)
        {
            double mean = (Curve.Supply(outdoor) + Curve.Return(outdoor)) / 2;
            Assert.Equal(Curve.LoadFraction(outdoor), Curve.HeatGivenOff(mean), 9);
        }
    }

    [Fact]
    public void HeatGivenOff_WaterColderThanTheRooms_IsNone() => Assert.Equal(0, Curve.HeatGivenOff(15));
}
