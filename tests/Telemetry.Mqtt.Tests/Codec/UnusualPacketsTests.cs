using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>What looks wrong and is allowed.</summary>
public class UnusualPacketsTests
{
    [Theory]
    [InlineData("30 0005 efbbbf 2f61", "\uFEFF/a")] // U+FEFF is never skipped [MQTT-1.5.4-3]
    [InlineData("30 0005 41 f0aa9b94", "A\U0002A6D4")] // section 1.5.4.1
    [InlineData("30 0007 'a//b/ $'", "a//b/ $")]
    [InlineData("30 0001 '/'", "/")]
    [InlineData("30 0003 efbfbd", "\uFFFD")]
    public void Read_UnusualTopic_IsTaken(string notation, string topic)
    {
        byte[] bytes = Wire.Bytes(notation);
        var publish = (PublishCopy)Wire.Read(Wire.Packet(bytes[0], bytes[1..]), new DecodeContext(MqttProtocolVersion.V311, PacketSender.Client))!;
        Assert.Equal(topic, publish.Topic);
    }

    [Fact]
    public void Read_LineBreakInUserProperty_IsTaken()
    {
        byte[] bytes = Wire.Packet(0x30, "\"a\" 07 26 0001 0a 0001 09");
        Assert.NotNull(Wire.Read(bytes, new DecodeContext(MqttProtocolVersion.V500, PacketSender.Client)));
    }

    [Fact]
    public void Read_UserPropertiesUpToTheLimit_AreTakenAndOneMoreIsNot()
    {
        var context = new DecodeContext(MqttProtocolVersion.V500, PacketSender.Client, MaximumUserProperties: 20);
        Assert.NotNull(Wire.Read(WithUserProperties(20), context));
        var refused = Assert.Throws<MqttProtocolException>(() => Wire.Read(WithUserProperties(21), context));
        Assert.Equal(ReasonCode.QuotaExceeded, refused.ReasonCode);

        static byte[] WithUserProperties(int count)
        {
            byte[] properties = Wire.Bytes(string.Concat(Enumerable.Repeat("26 \"n\" \"v\" ", count)));
            Span<byte> length = stackalloc byte[4];
            int lengthBytes = VariableInteger.Write(length, properties.Length);
            return Wire.Packet(0x30, [.. Wire.Bytes("\"a\""), .. length[..lengthBytes], .. properties]);
        }
    }
}
