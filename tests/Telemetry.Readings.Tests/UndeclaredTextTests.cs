using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests;

/// <summary>A text field with <c>values</c> says nothing else.</summary>
public sealed class UndeclaredTextTests
{
    private readonly PayloadDecoder _decoder = new();
    private readonly Device _device = TestCity.Load(TestCity.System
        .Replace("mode: { type: text,", "mode: { type: text, values: [day, 夜],", StringComparison.Ordinal)
        .Replace("zone: { type: text,", "zone: { type: text, values: [east, west],", StringComparison.Ordinal)).City!.FindDevice("cam-01")!;

    [Theory]
    [InlineData("\"day\"", 2)]
    [InlineData("\"夜\"", 2)]
    [InlineData("\"\\u591c\"", 2)]
    [InlineData("\"Day\"", 1)]
    [InlineData("\"days\"", 1)]
    [InlineData("\"\"", 1)]
    [InlineData("\"drop table\"", 1)]
    public void DecodeReadings_AnyText_IsTakenWhenDeclaredElseAFault(string mode, int fields)
    {
        Assert.Equal(RejectReason.None, _decoder.DecodeReadings(_device, Encoding.UTF8.GetBytes($$"""{"temperature":1,"mode":{{mode}}}"""), 1_763_700_000_200));

        Assert.Equal(fields, _decoder.Fields.Length);
        Assert.Equal(2 - fields, _decoder.MessageFaults[DeviceFault.UnknownValue]);
        Assert.Equal(2 - fields, _decoder.MessageFaults.Total);
    }

    [Fact]
    public void DecodeReadings_ByContentTypeSenml_IsCheckedAsWell()
    {
        _decoder.DecodeReadings(_device, """[{"n":"temperature","v":1},{"n":"mode","vs":"never"}]"""u8, 1_763_700_000_200, "application/senml+json"u8);

        Assert.Equal((1, 1), (_decoder.Fields.Length, _decoder.MessageFaults[DeviceFault.UnknownValue]));
    }

    [Fact]
    public void DecodeEvents_UndeclaredField_CostsTheFieldAndNotTheEvent()
    {
        Assert.Equal(RejectReason.None, _decoder.DecodeEvents(_device, """{"event":"intrusion","zone":"north","confidence":0.9}"""u8, 1_763_700_000_200));

        Assert.Equal(2, _decoder.Fields.Length);
        Assert.Equal(1, _decoder.MessageFaults[DeviceFault.UnknownValue]);
    }
}
