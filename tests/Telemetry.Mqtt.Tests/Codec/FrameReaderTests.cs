using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Tests.Codec;

public class FrameReaderTests
{
    [Theory]
    [InlineData("30 ffffff7f")] // 256 MiB announced, not a byte of it sent
    [InlineData("30 8080 01")]
    [InlineData("10 c907")] // 969 bytes of body, 1 more than fits 971
    public void TryRead_MoreThanTheMaximum_ThrowsBeforeTheBodyArrives(string start)
    {
        var refused = Assert.Throws<MqttProtocolException>(() => Read(Wire.Bytes(start), 971));
        Assert.Equal(ReasonCode.PacketTooLarge, refused.ReasonCode);
    }

    [Fact]
    public void TryRead_ExactlyTheMaximum_IsTaken()
    {
        byte[] packet = Wire.Packet(0x30, new byte[968]);
        Assert.Equal(971, packet.Length);
        Assert.True(Read(packet, 971));
    }

    [Theory]
    [InlineData("30 80808080")]
    [InlineData("30 ffffffff 7f")]
    [InlineData("30 8000")]
    [InlineData("30 ff8000")]
    [InlineData("30 80808000")]
    [InlineData("00")]
    [InlineData("36")]
    [InlineData("38")]
    [InlineData("11")]
    [InlineData("60")]
    [InlineData("80")]
    [InlineData("c0 01")]
    [InlineData("d0 ff01")]
    public void TryRead_HeaderThatCannotBe_ThrowsAsSoonAsItShows(string start)
    {
        var refused = Assert.Throws<MqttProtocolException>(() => Read(Wire.Bytes(start), VariableInteger.Maximum));
        Assert.Equal(ReasonCode.MalformedPacket, refused.ReasonCode);
        refused = Assert.Throws<MqttProtocolException>(() => ReadScattered(Wire.Bytes(start), VariableInteger.Maximum));
        Assert.Equal(ReasonCode.MalformedPacket, refused.ReasonCode);
    }

    [Theory]
    [InlineData("30 80")]
    [InlineData("30 ffff")]
    [InlineData("30 ffffff")]
    [InlineData("30 ffffff7f")]
    public void TryRead_LengthNotComplete_AsksForMore(string start)
    {
        Assert.False(Read(Wire.Bytes(start), int.MaxValue));
        Assert.False(ReadScattered(Wire.Bytes(start), int.MaxValue));
    }

    [Fact]
    public void TryRead_SeveralPackets_GivesThemInOrder()
    {
        byte[] bytes = Wire.Bytes("c0 00  40 02 0001  40 02 0002");
        ReadOnlySpan<byte> span = bytes;
        var ids = new List<byte>();
        while (FrameReader.TryRead(ref span, 1000, out Frame frame))
            ids.Add(frame.Body.IsEmpty ? (byte)0 : frame.Body[1]);
        Assert.Equal([0, 1, 2], ids);
        Assert.True(span.IsEmpty);
    }

    [Fact]
    public void TryRead_ScatteredAndLarger_ReplacesTheScratch()
    {
        byte[]? scratch = null;
        foreach (int size in new[] { 10, 100_000, 10 })
        {
            byte[] body = [.. Enumerable.Range(0, size).Select(i => (byte)i)];
            byte[] bytes = Wire.Packet(0x30, body);
            ReadOnlySequence<byte> sequence = Segment.Sequence(bytes.AsMemory(0, 5), bytes.AsMemory(5));
            Assert.True(FrameReader.TryRead(ref sequence, 200_000, ref scratch, out Frame frame));
            Assert.Equal(body, frame.Body.ToArray());
        }

        Assert.True(scratch!.Length >= 100_000);
        ArrayPool<byte>.Shared.Return(scratch);
    }

    private static bool Read(byte[] bytes, int maximum)
    {
        ReadOnlySpan<byte> span = bytes;
        return FrameReader.TryRead(ref span, maximum, out _);
    }

    private static bool ReadScattered(byte[] bytes, int maximum)
    {
        byte[]? scratch = null;
        ReadOnlySequence<byte> sequence = Segment.Sequence(
            [default, .. Enumerable.Range(0, bytes.Length).Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory(i, 1))]);
        return FrameReader.TryRead(ref sequence, maximum, ref scratch, out _);
    }
}
