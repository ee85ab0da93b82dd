using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>The bytes on disk, so that a change of the format is noticed before it reads nothing any more.</summary>
public sealed class JournalFormatTests
{
    [Fact]
    public void Compute_CheckValue_IsCastagnolis() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Compute_ThirtyTwoZeros_IsTheKnownValue() => Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));

    [Fact]
    public void Write_SegmentHeader_HasTheDocumentedBytes()
    {
        byte[] bytes = new byte[SegmentHeader.Bytes];
        new SegmentHeader(1, 0x0102).Write(bytes);

        Assert.Equal("544C4D4A524E4C0A" + "01000000" + "00000000" + "0201000000000000", Convert.ToHexString(bytes.AsSpan(0, 24)));
        Assert.True(SegmentHeader.TryRead(bytes, out SegmentHeader header));
        Assert.Equal(new SegmentHeader(1, 0x0102), header);
    }

    [Fact]
    public void Write_BlockHeader_HasTheDocumentedBytes()
    {
        byte[] bytes = new byte[BlockHeader.Bytes];
        var block = new BlockHeader(Sector: 8, SegmentId: 3, FirstPosition: 0x0405, CommitStart: 0x0400, Count: 2, Length: 100, PayloadCrc: 0x11223344);
        block.Write(bytes);

        Assert.Equal(
            "544A4231" + "08000000" + "0300000000000000" + "0504000000000000" + "0004000000000000" + "02000000" + "64000000" + "44332211",
            Convert.ToHexString(bytes.AsSpan(0, 44)));
        Assert.True(BlockHeader.TryRead(bytes, out BlockHeader read));
        Assert.Equal(block, read);
        Assert.Equal(512, read.Stride);
        Assert.Equal(0x0407, read.EndPosition);
        Assert.True(read.IsAt(3, 4096));
        Assert.False(read.IsAt(3, 4608));
        Assert.False(read.IsAt(4, 4096));
        Assert.False((read with { Sector = 0 }).IsAt(3, 4608));
    }

    [Fact]
    public void Write_Record_HasTheDocumentedBytes()
    {
        byte[] bytes = new byte[RecordCodec.HeaderBytes + 3];
        var header = new RecordHeader(RecordKind.Event, RecordFlags.Will, Quality.Suspect, TimestampSource.Receipt, 1, 2, -1);
        RecordCodec.Write(bytes, header, "ab"u8, "c"u8);

        Assert.Equal("01000000" + "02" + "02" + "11" + "02" + "0100000000000000" + "0200000000000000" + "FFFFFFFFFFFFFFFF" + "616263", Convert.ToHexString(bytes));
        Assert.Equal(bytes.Length, RecordCodec.Measure(bytes));
        Assert.Equal(header, RecordCodec.Read(bytes, 9).Header);
    }

    [Fact]
    public void Measure_RecordLongerThanTheBlock_IsRefused()
    {
        byte[] bytes = new byte[RecordCodec.HeaderBytes + 3];
        RecordCodec.Write(bytes, default, "ab"u8, "c"u8);

        for (int cut = 0; cut < bytes.Length; cut++)
            Assert.Equal(-1, RecordCodec.Measure(bytes.AsSpan(0, cut)));
        bytes.AsSpan(0, 4).Fill(0xFF);
        Assert.Equal(-1, RecordCodec.Measure(bytes));
    }

    [Theory]
    [InlineData("000000000001.journal", 1L)]
    [InlineData("123456789012345.journal", 123456789012345L)]
    [InlineData("000000000000.journal", null)]
    [InlineData("free-000000000001.journal", null)]
    [InlineData("-1.journal", null)]
    [InlineData("x.journal", null)]
    [InlineData("1.journal.bak", null)]
    public void TryParseSegment_Name_IsItsId(string name, long? id) =>
        Assert.Equal(id, JournalFormat.TryParseSegment(name, out long parsed) ? parsed : null);

    [Fact]
    public void TryParseFree_Name_IsItsId()
    {
        Assert.True(JournalFormat.TryParseFree(JournalFormat.FreeName(12), out long id));
        Assert.Equal(12, id);
        Assert.False(JournalFormat.TryParseFree(JournalFormat.SegmentName(12), out _));
        Assert.False(JournalFormat.TryParseFree(JournalFormat.DamagedName(12), out _));
    }
}
