using System.Buffers;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

public class GoldenBytesTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_WhatWasParsed_GivesTheSameBytes(string name)
    {
        (_, MqttProtocolVersion version, PacketSender sender, byte[] bytes) = Samples.Named(name);
        object packet = Wire.Read(bytes, new DecodeContext(version, sender))!;
        Assert.Equal(Wire.Hex(bytes), Wire.Hex(Wire.Write(packet, version)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryRead_EveryPrefix_AsksForMore(string name)
    {
        byte[] bytes = Samples.Named(name).Bytes;
        for (int length = 0; length < bytes.Length; length++)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(0, length);
            Assert.False(FrameReader.TryRead(ref part, 1 << 20, out _));
            Assert.Equal(length, part.Length);

            byte[]? scratch = null;
            var sequence = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.False(FrameReader.TryRead(ref sequence, 1 << 20, ref scratch, out _));
            Assert.Equal(length, sequence.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryRead_SplitAtEveryByte_ReadsTheSamePacket(string name)
    {
        (_, MqttProtocolVersion version, PacketSender sender, byte[] bytes) = Samples.Named(name);
        byte[] followed = [.. bytes, 0xC0];
        byte[]? scratch = null;
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            ReadOnlySequence<byte> sequence = Segment.Sequence(followed.AsMemory(0, cut), followed.AsMemory(cut));
            Assert.True(FrameReader.TryRead(ref sequence, 1 << 20, ref scratch, out Frame frame));
            Assert.Equal([0xC0], sequence.ToArray());
            Assert.Equal(Wire.Hex(bytes), Wire.Hex(Wire.Write(Wire.Parse(frame, new DecodeContext(version, sender)), version)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TryRead_OneByteSegments_ReadsTheSamePacket(string name)
    {
        (_, MqttProtocolVersion version, PacketSender sender, byte[] bytes) = Samples.Named(name);
        ReadOnlySequence<byte> sequence = Segment.Sequence([.. Enumerable.Range(0, bytes.Length).Select(i => (ReadOnlyMemory<byte>)bytes.AsMemory(i, 1))]);
        byte[]? scratch = null;
        Assert.True(FrameReader.TryRead(ref sequence, 1 << 20, ref scratch, out Frame frame));
        Assert.True(sequence.IsEmpty);
        Assert.Equal(Wire.Hex(bytes), Wire.Hex(Wire.Write(Wire.Parse(frame, new DecodeContext(version, sender)), version)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Parse_BodyCutAtEveryByte_IsRefusedOrShorter(string name)
    {
        (_, MqttProtocolVersion version, PacketSender sender, byte[] bytes) = Samples.Named(name);
        ReadOnlySpan<byte> rest = bytes;
        Assert.True(FrameReader.TryRead(ref rest, 1 << 20, out Frame frame));
        for (int length = 0; length < frame.Body.Length; length++)
        {
            byte[] cut = Wire.Packet(frame.Header, frame.Body[..length].ToArray());
            try
            {
                // Only forms whose end is optional may be shorter, and then they are themselves.
                object packet = Wire.Read(cut, new DecodeContext(version, sender))!;
                Assert.Equal(Wire.Hex(cut), Wire.Hex(Wire.Write(packet, version)));
            }
            catch (MqttProtocolException e)
            {
                Assert.True(e.ReasonCode is ReasonCode.MalformedPacket or ReasonCode.ProtocolError, e.Message);
            }
        }
    }
}
