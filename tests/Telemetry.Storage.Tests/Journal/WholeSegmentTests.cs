using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Files that are no segments, not of this journal, not of this life, or in which nothing is good.</summary>
public sealed class WholeSegmentTests
{
    private const string First = "000000000001.journal";

    [Theory]
    [InlineData(1, 60)]
    [InlineData(1, 0)]
    [InlineData(1, 4)]
    [InlineData(1, 8)]
    [InlineData(3, 60)]
    public async Task Open_NewestSegmentsBlocksAllDamaged_IsSetAsideAndCounted(int commits, int at)
    {
        using SegmentBuilder older = new SegmentBuilder().Commits(3, recordsEach: 4);
        using SegmentBuilder newest = new SegmentBuilder(id: 2, firstPosition: 12).Commits(commits, recordsEach: 4);
        byte[] content = newest.Content;
        List<BlockReport> blocks = newest.Blocks;
        MemoryDisk disk = new MemoryDisk().With(First, older.Content);
        foreach (BlockReport block in blocks)
            content[block.Offset + at] ^= 1;
        await using Storage.Journal.Journal again = TestJournal.Open(disk.With("000000000002.journal", content));

        Assert.Equal(content, disk.Content("damaged-000000000002.journal"));
        Assert.Equal(commits > 1 ? (0, 1) : (1, 0), (again.Statistics.TornCommits, again.Statistics.CorruptStretches));
        // A header that is gone tells no position.
        Assert.Equal(at == 60 ? 12 + 4 * commits : 12, again.NextPosition);
        Assert.Equal(TestJournal.Range(0, 12), TestJournal.ReadAll(again));
        await TestJournal.CommitAsync(again, 3);
        Assert.Equal(TestJournal.Range(again.NextPosition - 3, again.NextPosition), TestJournal.ReadAll(again).TakeLast(3));
    }

    [Fact]
    public async Task Open_OlderSegmentWithoutOneGoodBlock_IsSetAsideAndTheRestRead()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            for (int i = 0; i < 40; i++)
                await TestJournal.CommitAsync(journal, 5);
        }

        disk.With(First, new byte[disk.Content(First).Length]);
        await using Storage.Journal.Journal again = TestJournal.Open(disk);

        long[] read = [.. TestJournal.ReadAll(again)];
        Assert.Equal(again.FirstPosition, read[0]);
        Assert.Equal(TestJournal.Range(read[0], 200), read);
        Assert.Contains("damaged-" + First, disk.List());
    }

    [Fact]
    public async Task Open_RandomBytesAsSegment_StartsAnewAndKeepsTheFileAside()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            byte[] noise = new byte[new Random(seed).Next(20_000)];
            new Random(seed).NextBytes(noise);
            var disk = new MemoryDisk().With("000000000007.journal", noise);

            await using Storage.Journal.Journal journal = TestJournal.Open(disk);
            await TestJournal.CommitAsync(journal, 3);

            Assert.Equal(TestJournal.Range(0, 3), TestJournal.ReadAll(journal));
            Assert.Equal(noise, disk.Content("damaged-000000000007.journal"));
        }
    }

    [Fact]
    public async Task Open_StaleBlocksOfARecycledSegment_AreNotTakenForNew()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(4, recordsEach: 5);
        byte[] stale = built.Content;
        List<BlockReport> blocks = built.Blocks;
        using SegmentBuilder builtAnew = new SegmentBuilder(id: 2).Commits(1, recordsEach: 5);
        List<BlockReport> freshBlocks = builtAnew.Blocks;
        // Segment 2 was recycled from segment 1: a new header, one new block, and the old blocks behind it.
        byte[] recycled = [.. stale];
        builtAnew.Content.AsSpan(0, (int)(freshBlocks[0].Offset + freshBlocks[0].Bytes)).CopyTo(recycled);
        MemoryDisk disk = new MemoryDisk().With("000000000002.journal", recycled);
        Assert.Equal(blocks[1].Offset, freshBlocks[0].Offset + freshBlocks[0].Bytes);

        await using Storage.Journal.Journal journal = TestJournal.Open(disk);

        Assert.Equal(5, journal.NextPosition);
        Assert.Equal(TestJournal.Range(0, 5), TestJournal.ReadAll(journal));
        Assert.Equal(0, journal.Statistics.CorruptStretches + journal.Statistics.TornCommits);
    }

    [Fact]
    public async Task Open_SegmentsOfTwoJournals_AreRefused()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        using SegmentBuilder other = new SegmentBuilder(id: 2).Commits(3, recordsEach: 5);

        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(new MemoryDisk().With(First, segment).With("000000000002.journal", other.Content)));

        Assert.Contains("two journals", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_RenamedSegment_IsRefusedByName()
    {
        using SegmentBuilder built = new SegmentBuilder().Commits(3, recordsEach: 5);
        byte[] segment = built.Content;
        var disk = new MemoryDisk().With("000000000009.journal", segment);

        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(disk));

        Assert.Contains(First, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_LeftoversOfAnInterruptedCreation_AreRemoved()
    {
        var disk = new MemoryDisk().With(JournalFormat.TemporaryName, new byte[100]).With("notes.txt", [1]);

        await using Storage.Journal.Journal journal = TestJournal.Open(disk);

        Assert.DoesNotContain(JournalFormat.TemporaryName, disk.List());
        Assert.Contains("notes.txt", disk.List());
    }
}
