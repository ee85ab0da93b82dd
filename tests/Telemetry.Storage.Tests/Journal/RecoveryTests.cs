using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>What a crash or a bad sector leaves, and what the journal makes of it.</summary>
public sealed class RecoveryTests
{
    private const string First = "000000000001.journal";

    [Fact]
    public async Task Open_CutAtEveryByte_KeepsEveryWholeBlockAndGoesOn()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 3);
        byte[] segment = built.Content;
        List<BlockReport> blocks = built.Blocks;
        int end = (int)(blocks[^1].Offset + blocks[^1].Bytes);
        for (int cut = 0; cut <= end; cut += cut < JournalFormat.FirstBlock - 1 ? 63 : 1)
        {
            var disk = new MemoryDisk().With(First, segment[..cut]);
            long expected = blocks.Where(block => block.Offset + block.Bytes <= cut).Sum(block => block.Records);

            await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
            {
                Assert.Equal(TestJournal.Range(0, expected), TestJournal.ReadAll(journal));
                await TestJournal.CommitAsync(journal, 2);
            }

            await using Storage.Journal.Journal again = TestJournal.Open(disk);
            // What an unfinished commit in a new segment tells of keeps its positions.
            Assert.Equal([.. TestJournal.Range(0, expected), .. TestJournal.Range(again.NextPosition - 2, again.NextPosition)], TestJournal.ReadAll(again));
        }
    }

    [Fact]
    public async Task Open_ZeroFromEverySectorOn_KeepsEveryWholeBlockAndGoesOn()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        List<BlockReport> blocks = built.Blocks;
        for (int from = 0; from < segment.Length; from += 512)
        {
            byte[] zeroed = [.. segment];
            zeroed.AsSpan(from).Clear();
            var disk = new MemoryDisk().With(First, zeroed);
            long expected = blocks.Where(block => block.Offset + block.Bytes <= from).Sum(block => block.Records);

            await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
            {
                Assert.Equal(TestJournal.Range(0, expected), TestJournal.ReadAll(journal));
                await TestJournal.CommitAsync(journal, 2);
            }

            await using Storage.Journal.Journal again = TestJournal.Open(disk);
            // What an unfinished commit in a new segment tells of keeps its positions.
            Assert.Equal([.. TestJournal.Range(0, expected), .. TestJournal.Range(again.NextPosition - 2, again.NextPosition)], TestJournal.ReadAll(again));
        }
    }

    [Fact]
    public async Task Open_BitFlippedAnywhere_LosesThatBlockOnly()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        List<BlockReport> blocks = built.Blocks;
        int end = (int)(blocks[^1].Offset + blocks[^1].Bytes);
        for (int at = 0; at < end; at += at < JournalFormat.FirstBlock - 1 ? 63 : 1)
        {
            byte[] flipped = [.. segment];
            flipped[at] ^= (byte)(1 << (at % 8));
            var disk = new MemoryDisk().With(First, flipped);

            await using Storage.Journal.Journal journal = TestJournal.Open(disk);
            List<long> read = TestJournal.ReadAll(journal);

            BlockReport hit = blocks.FirstOrDefault(block => at >= block.Offset && at < block.Offset + block.Bytes);
            long[] all = TestJournal.Range(0, blocks.Sum(block => block.Records));
            long[] spared = [.. all.Where(position => position < hit.FirstPosition || position >= hit.FirstPosition + hit.Records)];
            // A flip in the zeros between two blocks hurts nothing.
            Assert.True(read.SequenceEqual(spared) || read.SequenceEqual(all), $"byte {at}");
            if (read.Count == all.Length || hit.Records == 0)
                continue;
            bool isLastCommit = hit.FirstPosition >= blocks[^1].CommitStart;
            Assert.Equal(isLastCommit ? 0 : 1, journal.Statistics.CorruptStretches);
        }
    }

    [Fact]
    public async Task Open_BlockInTheMiddleDamaged_ReportsStretchOnceAndReaderGoesOn()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(4, recordsEach: 5);
        byte[] segment = built.Content;
        List<BlockReport> blocks = built.Blocks;
        segment[blocks[1].Offset + 100] ^= 1;
        var disk = new MemoryDisk().With(First, segment);
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        using JournalReader reader = journal.OpenReader(0);

        List<long> read = TestJournal.ReadOn(reader);

        Assert.Equal([.. TestJournal.Range(0, 5), .. TestJournal.Range(10, 20)], read);
        Assert.Equal(5, reader.SkippedPositions);
        Assert.Equal(20, reader.Position);
        TestJournal.ReadAll(journal);
        Assert.Equal(1, journal.Statistics.CorruptStretches);
        Assert.Equal(blocks[1].Bytes, journal.Statistics.CorruptBytes);
        Assert.Equal(0, journal.Statistics.TornCommits);
    }

    [Fact]
    public async Task Open_OlderSegmentDamaged_OnlyItsBlockIsLost()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            for (int i = 0; i < 40; i++)
                await TestJournal.CommitAsync(journal, 5);
        }

        byte[] segment = disk.Content(First);
        List<BlockReport> blocks = SegmentBuilder.BlocksOf(disk, 1);
        foreach (int index in new[] { 0, 1, blocks.Count - 1 })
        {
            byte[] damaged = [.. segment];
            damaged[blocks[index].Offset + 10] ^= 4;
            MemoryDisk copy = disk.Copy().With(First, damaged);
            await using Storage.Journal.Journal journal = TestJournal.Open(copy);

            long[] lost = TestJournal.Range(blocks[index].FirstPosition, blocks[index].FirstPosition + blocks[index].Records);
            Assert.Equal(TestJournal.Range(0, 200).Except(lost), TestJournal.ReadAll(journal));
            Assert.Equal(1, journal.Statistics.CorruptStretches);
        }
    }

    [Fact]
    public async Task Open_SegmentHeaderDamaged_BlocksAreReadByTheFilesName()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        segment[3] ^= 1;

        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk().With(First, segment));

        Assert.Equal(TestJournal.Range(0, 15), TestJournal.ReadAll(journal));
    }

    [Fact]
    public async Task Open_NewerVersion_IsRefusedAndNothingChanges()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        new SegmentHeader(JournalFormat.Version + 1, 1).Write(segment);
        var disk = new MemoryDisk().With(First, segment);

        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(disk));

        Assert.Contains(First, refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, disk.Operations);
        // The lock is given back, so that the mend can be tried.
        disk.Lock().Dispose();
    }

    [Fact]
    public async Task Open_LastCommitTorn_IsCountedAsTornNotCorrupt()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        List<BlockReport> blocks = built.Blocks;
        segment[blocks[^1].Offset + 300] ^= 1;
        var disk = new MemoryDisk().With(First, segment);

        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            Assert.Equal(1, journal.Statistics.TornCommits);
            Assert.Equal(0, journal.Statistics.CorruptStretches);
            Assert.Equal(10, journal.Statistics.RecoveredRecords);
            await TestJournal.CommitAsync(journal, 5);
        }

        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal(0, again.Statistics.TornCommits);
        Assert.Equal(TestJournal.Range(0, 15), TestJournal.ReadAll(again));
    }

    [Fact]
    public async Task Open_FirstBlockOfTheLastCommitTorn_LaterBlocksOfItAreKept()
    {
        using SegmentBuilder built = new SegmentBuilder().Commit(records: 5).Commit(records: 5, blocks: 3);
        byte[] segment = built.Content;
        segment.AsSpan((int)built.Blocks[1].Offset, 512).Clear();

        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk().With(First, segment));

        Assert.Equal([.. TestJournal.Range(0, 5), .. TestJournal.Range(10, 20)], TestJournal.ReadAll(journal));
        Assert.Equal(1, journal.Statistics.TornCommits);
        Assert.Equal(0, journal.Statistics.CorruptStretches);
    }

    [Fact]
    public async Task Open_FirstBlockOfASegmentDamaged_TellsTornFromCorrupt()
    {
        using SegmentBuilder torn = new SegmentBuilder().Commit(records: 5, blocks: 2);
        byte[] tornSegment = torn.Content;
        tornSegment[torn.Blocks[0].Offset] ^= 1;
        using SegmentBuilder corrupt = new SegmentBuilder().Commit(records: 5).Commit(records: 5);
        byte[] corruptSegment = corrupt.Content;
        corruptSegment[corrupt.Blocks[0].Offset] ^= 1;

        await using Storage.Journal.Journal afterTorn = TestJournal.Open(new MemoryDisk().With(First, tornSegment));
        await using Storage.Journal.Journal afterCorrupt = TestJournal.Open(new MemoryDisk().With(First, corruptSegment));

        Assert.Equal((1, 0), (afterTorn.Statistics.TornCommits, afterTorn.Statistics.CorruptStretches));
        Assert.Equal((0, 1), (afterCorrupt.Statistics.TornCommits, afterCorrupt.Statistics.CorruptStretches));
        Assert.Equal(TestJournal.Range(5, 10), TestJournal.ReadAll(afterTorn));
        Assert.Equal(TestJournal.Range(5, 10), TestJournal.ReadAll(afterCorrupt));
    }
}
