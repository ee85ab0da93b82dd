using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>A device whose payload holds a block, and a disk that lost the block around it.</summary>
public sealed class ForgedBlockTests
{
    private const string First = "000000000001.journal";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="sector">0: as version 1 has it; 1: the right one.</param>
    /// <param name="damage">Byte of the block around it that is damaged, behind its start.</param>
    [Theory]
    [InlineData(0, 50_000, 50_000, 0)]
    [InlineData(0, 50_000, 50_000, 60)]
    [InlineData(1, 50_000, 50_000, 60)]
    [InlineData(1, 2, 2, 0)]
    [InlineData(1, 50_000, 50_001, 0)]
    [InlineData(1, 50_000, -1, 0)]
    [InlineData(1, long.MaxValue - 10, 4, 0)]
    public async Task Open_BlockAroundAForgedOneDamaged_TheForgedOneIsNotRead(int sector, long position, long commitStart, int damage)
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            await TestJournal.CommitAsync(journal, 4);
            BlockReport last = SegmentBuilder.BlocksOf(disk, 1)[^1];
            int body = (int)(last.Offset + last.Bytes) + BlockHeader.Bytes + RecordCodec.HeaderBytes;
            int forgedAt = JournalFormat.Align(body);
            byte[] evil = new byte[forgedAt - body + 512];
            Forge(evil.AsSpan(forgedAt - body), sector * forgedAt / JournalFormat.Sector, position, commitStart);
            long appended = journal.Append(new RecordHeader(RecordKind.Reject, 0, Quality.Bad, TimestampSource.Receipt, 1, 1), default, evil);
            await journal.WaitForCommitAsync(appended, Cancellation);
        }

        byte[] content = disk.Content(First);
        int around = (int)SegmentBuilder.BlocksOf(disk, 1)[^1].Offset;
        content[around + damage] ^= 1;
        await using Storage.Journal.Journal again = TestJournal.Open(disk.With(First, content));

        Assert.Equal(4, again.NextPosition);
        Assert.Equal(TestJournal.Range(0, 4), TestJournal.ReadAll(again));
        await TestJournal.CommitAsync(again, 4);
        Assert.Equal(TestJournal.Range(0, 8), TestJournal.ReadAll(again));
    }

    private static void Forge(Span<byte> block, int sector, long position, long commitStart)
    {
        Span<byte> payload = block.Slice(BlockHeader.Bytes, RecordCodec.HeaderBytes + 1);
        RecordCodec.Write(payload, new RecordHeader(RecordKind.Reading, 0, Quality.Good, TimestampSource.Device, 1, 1), "d"u8, []);
        new BlockHeader(sector, 1, position, commitStart, 1, payload.Length, Crc32C.Compute(payload)).Write(block);
    }
}
