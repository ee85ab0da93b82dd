using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Tests.LineProtocol;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("0.82", 0.82)]
    [InlineData("123456.789", 123456.789)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("1e3", 1000)]
    [InlineData("1E+3", 1000)]
    [InlineData("25e-1", 2.5)]
    [InlineData("123456789012345678901234567890", 1.2345678901234568e29)]
    [InlineData("0.1000000000000000055511151231257827", 0.1)]
    [InlineData("1e-999", 0)]
    public void TryParse_Number_IsTheNearestDouble(string text, double expected)
    {
        Assert.True(NumberText.TryParse(Encoding.ASCII.GetBytes(text), out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("+5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e5x")]
    [InlineData("0x10")]
    [InlineData("1 ")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    public void TryParse_AnythingElse_IsRefused(string text) =>
        Assert.False(NumberText.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TryParse_AnyFiniteDouble_AgreesWithTheRuntime() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), ArbMap.Default.ArbFor<decimal>(), static (number, exact) =>
            Agrees(number.Get.ToString("R", CultureInfo.InvariantCulture)) && Agrees(exact.ToString(CultureInfo.InvariantCulture)))
            .QuickCheckThrowOnFailure();

    private static bool Agrees(string text) =>
        NumberText.TryParse(Encoding.ASCII.GetBytes(text), out double value)
        && value.Equals(double.Parse(text, CultureInfo.InvariantCulture));
}
