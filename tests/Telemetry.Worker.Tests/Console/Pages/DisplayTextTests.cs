using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Tests.Console.Pages;

public sealed class DisplayTextTests
{
    private static readonly DeviceKind Camera = ShippedCity.Load().FindDevice("cam-01")!.Kind;
    private static readonly DeviceKind Station = ShippedCity.Load().FindDevice("hs-0001")!.Kind;

    [Theory]
    [InlineData(-5_000, "0 秒", "0 s")]
    [InlineData(0, "0 秒", "0 s")]
    [InlineData(59_999, "59 秒", "59 s")]
    [InlineData(60_000, "1 分钟", "1 min")]
    [InlineData(3_599_999, "59 分钟", "59 min")]
    [InlineData(3_660_000, "1 小时 1 分", "1 h 1 min")]
    [InlineData(86_400_000, "1 天 0 小时", "1 d 0 h")]
    [InlineData(1_000_000_000, "11 天 13 小时", "11 d 13 h")]
    public void Age_Milliseconds_IsInItsTwoLargestUnits(double milliseconds, string zh, string en) =>
        Assert.Equal(new LocalizedText(zh, en), DisplayText.Age(milliseconds));

    [Theory]
    [InlineData("primary_supply_pressure", 0.82, "0.82 MPa")]
    [InlineData("primary_supply_temperature", -3.14159, "-3.142 °C")]
    [InlineData("primary_flow", 301.0, "301 t/h")]
    [InlineData("valve_position", 0.0, "0 %")]
    public void Value_Number_HasItsUnit(string field, double value, string text) =>
        Assert.Equal(DisplayText.Same(text), DisplayText.Value(value, Station.Readings.Find(field)));

    [Fact]
    public void Value_RatioUpToOne_IsInPercent() => Assert.Equal("91.3 %", DisplayText.Value(0.913, Camera.Events.Find("confidence")).En);

    [Fact]
    public void Value_Count_IsShownBare() =>
        Assert.Equal("152507", DisplayText.Value(152_507.0, ShippedCity.Load().FindDevice("lift-00123")!.Kind.Readings.Find("trips")).En);

    [Fact]
    public void Value_Milliseconds_IsAnAge() => Assert.Equal("12 s", DisplayText.Value(12_400.0, Camera.Events.Find("dwell_ms")).En);

    [Fact]
    public void Value_Boolean_IsAWord() => Assert.Equal(new LocalizedText("否", "no"), DisplayText.Value(false, Camera.Readings.Find("camera_ok")));

    [Fact]
    public void Value_UnknownField_IsShownBare() => Assert.Equal("7", DisplayText.Value(7.0, (FieldProfile?)null).En);

    [Fact]
    public void Value_LongText_IsCutBetweenCharacters()
    {
        string text = new string('a', DisplayText.MaximumLength - 1) + "😀" + "b";

        Assert.Equal(new string('a', DisplayText.MaximumLength - 1) + "…", DisplayText.Value(text, null).En);
        Assert.Equal(new string('a', DisplayText.MaximumLength), DisplayText.Value(new string('a', DisplayText.MaximumLength), null).En);
    }
}
