using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

public class RandomBytesTests
{
    private static readonly DecodeContext[] Contexts =
    [
        new(MqttProtocolVersion.V311, PacketSender.Client),
        new(MqttProtocolVersion.V311, PacketSender.Server),
        new(MqttProtocolVersion.V500, PacketSender.Client),
        new(MqttProtocolVersion.V500, PacketSender.Server),
    ];

    [Fact]
    public void Read_RandomBytes_NeverThrowsAnythingElse() =>
        Prop.ForAll<byte[]>(bytes => ReadsOrRefuses(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithEndSize(200));

    [Fact]
    public void Read_GoodHeaderAndRandomBody_NeverThrowsAnythingElse()
    {
        byte[] headers = [0x10, 0x20, 0x30, 0x32, 0x35, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xA2, 0xB0, 0xE0, 0xF0];
        Prop.ForAll<byte[], byte>((body, which) => ReadsOrRefuses(Wire.Packet(headers[which % headers.Length], body)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(100));
    }

    [Fact]
    public void Read_SampleWithEveryByteChanged_NeverThrowsAnythingElse()
    {
        foreach ((_, _, _, byte[] bytes) in Samples.All)
        {
            for (int at = 0; at < bytes.Length; at++)
            {
                for (int value = 0; value < 256; value += value is > 3 and < 0x20 or > 0x40 and < 0x7F or > 0x84 and < 0xF8 ? 7 : 1)
                {
                    byte[] changed = (byte[])bytes.Clone();
                    changed[at] = (byte)value;
                    ReadsOrRefuses(changed);
                }
            }
        }
    }

    /// <summary>What is taken has to survive being written and read again.</summary>
    private static bool ReadsOrRefuses(byte[] bytes)
    {
        foreach (DecodeContext context in Contexts)
        {
            try
            {
                object? packet = Wire.Read(bytes, context);
                if (packet is null or ConnectPacket)
                    continue;
                object? again = Wire.Read(Wire.Write(packet, context.Version), context);
                Assert.Equivalent(packet, again);
            }
            catch (MqttProtocolException)
            {
                // The only way out.
            }

            byte[]? scratch = null;
            ReadOnlySequence<byte> sequence = Segment.Sequence(bytes.AsMemory(0, bytes.Length / 2), bytes.AsMemory(bytes.Length / 2));
            try
            {
                FrameReader.TryRead(ref sequence, 1000, ref scratch, out _);
            }
            catch (MqttProtocolException)
            {
                // The only way out.
            }
        }

        return true;
    }
}
