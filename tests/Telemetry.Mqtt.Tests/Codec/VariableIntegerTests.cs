using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Tests.Codec;

public class VariableIntegerTests
{
    // Table 1-1 of MQTT 5.0.
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "ff7f")]
    [InlineData(16_384, "808001")]
    [InlineData(2_097_151, "ffff7f")]
    [InlineData(2_097_152, "80808001")]
    [InlineData(268_435_455, "ffffff7f")]
    public void WriteAndRead_BordersOfTheTable_AreThoseBytes(int value, string hex)
    {
        Span<byte> bytes = stackalloc byte[4];
        int count = VariableInteger.Write(bytes, value);
        Assert.Equal(hex, Wire.Hex(bytes[..count]));
        Assert.Equal(count, VariableInteger.Length(value));
        Assert.Equal(count, VariableInteger.Read(bytes[..count], out uint read));
        Assert.Equal((uint)value, read);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(268_435_456)]
    public void Write_OutOfRange_Throws(int value) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VariableInteger.Write(new byte[5], value));

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8080")]
    [InlineData("808080")]
    public void Read_NotComplete_GivesZero(string hex) => Assert.Equal(0, VariableInteger.Read(Wire.Bytes(hex), out _));
}
