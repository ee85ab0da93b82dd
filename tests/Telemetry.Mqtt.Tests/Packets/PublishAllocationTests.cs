using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Packets;

public class PublishAllocationTests
{
    [Fact]
    public void ReadAndWrite_Publish_AllocatesNothing()
    {
        byte[] bytes = Wire.Packet(0x32, "\"city/linqing/heating/hs-0001/telemetry\" 000a 07 26 \"n\" \"v\" 'payload'");
        byte[] output = new byte[bytes.Length];
        Pass(bytes, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Pass(bytes, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(bytes, output);
    }

    private static void Pass(byte[] bytes, byte[] output)
    {
        var context = new DecodeContext(MqttProtocolVersion.V500, PacketSender.Client);
        ReadOnlySpan<byte> buffer = bytes;
        FrameReader.TryRead(ref buffer, 1000, out Frame frame);
        PublishPacket.Parse(frame, context).Write(output, MqttProtocolVersion.V500);
        AckPacket.Write(stackalloc byte[AckPacket.MaximumPlainLength], PacketType.Puback, 10, ReasonCode.Success, MqttProtocolVersion.V500);
    }
}
