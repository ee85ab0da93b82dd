using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

public sealed class JournalFolderReaderTests
{
    [Fact]
    public async Task TryRead_JournalThatIsOpen_GivesAllThatWasCommittedAndTouchesNothing()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        await TestJournal.CommitAsync(journal, 1_000);
        string[] segments = Directory.GetFiles(folder.Path, "*.journal"); // the journal itself prepares the next one meanwhile
        using var reader = new JournalFolderReader(folder.Path);

        Assert.Equal(Enumerable.Range(0, 1_000).Select(i => (long)i), ReadAll(reader));

        Assert.Equal((0, 0L, 0), (reader.DamagedStretches, reader.MissingRecords, reader.LetGoSegments));
        Assert.Equal(reader.TotalBytes, reader.ReadBytes);
        Assert.Empty(segments.Except(Directory.GetFiles(folder.Path)));
        await TestJournal.CommitAsync(journal, 1);
    }

    [Fact]
    public void TryRead_DamagedBlock_IsCountedAndTheRestRead()
    {
        using var folder = new TemporaryFolder();
        using SegmentBuilder built = new SegmentBuilder().Commits(4, recordsEach: 5);
        byte[] content = built.Content;
        content[built.Blocks[2].Offset + 60] ^= 1;
        File.WriteAllBytes(folder["000000000001.journal"], content);
        using var reader = new JournalFolderReader(folder.Path);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 19], ReadAll(reader));

        Assert.Equal((1, (long)built.Blocks[2].Bytes, 5L), (reader.DamagedStretches, reader.DamagedBytes, reader.MissingRecords));
    }

    [Fact]
    public void TryRead_SegmentMissing_CountsItsRecords()
    {
        using var folder = new TemporaryFolder();
        using SegmentBuilder first = new SegmentBuilder().Commit(3);
        using SegmentBuilder third = new SegmentBuilder(3, firstPosition: 10).Commit(2);
        File.WriteAllBytes(folder["000000000001.journal"], first.Content);
        File.WriteAllBytes(folder["000000000003.journal"], third.Content);
        using var reader = new JournalFolderReader(folder.Path);

        Assert.Equal([0, 1, 2, 10, 11], ReadAll(reader));

        Assert.Equal(7, reader.MissingRecords);
    }

    [Fact]
    public void TryRead_SegmentGone_IsCounted()
    {
        using var folder = new TemporaryFolder();
        using SegmentBuilder first = new SegmentBuilder().Commit(3);
        using SegmentBuilder second = new SegmentBuilder(2, firstPosition: 3).Commit(3);
        File.WriteAllBytes(folder["000000000001.journal"], first.Content);
        File.WriteAllBytes(folder["000000000002.journal"], second.Content);
        using var reader = new JournalFolderReader(folder.Path);
        File.Delete(folder["000000000001.journal"]);

        Assert.Equal([3, 4, 5], ReadAll(reader));

        Assert.Equal(1, reader.LetGoSegments);
    }

    [Fact]
    public void TryRead_FileUsedAgainWhileItIsRead_StopsThereAndIsNoDamage()
    {
        using var folder = new TemporaryFolder();
        using SegmentBuilder first = new SegmentBuilder().Commits(2, recordsEach: 3);
        using SegmentBuilder later = new SegmentBuilder(9, firstPosition: 900).Commits(2, recordsEach: 3);
        File.WriteAllBytes(folder["000000000001.journal"], first.Content);
        using var reader = new JournalFolderReader(folder.Path);
        Assert.True(reader.TryRead(out _));
        using (FileStream used = new(folder["000000000001.journal"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            used.Write(later.Content);

        // What was read into the buffer before is still good; nothing of the other segment is taken for this one's.
        Assert.All(ReadAll(reader), position => Assert.True(position < 6));

        Assert.Equal((1, 0), (reader.LetGoSegments, reader.DamagedStretches));
    }

    [Fact]
    public void Constructor_NoJournal_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("no file like", Assert.Throws<JournalException>(() => new JournalFolderReader(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<JournalException>(() => new JournalFolderReader(folder["missing"])).Message, StringComparison.Ordinal);
        Assert.False(JournalFolderReader.IsJournal(folder.Path));
    }

    private static List<long> ReadAll(JournalFolderReader reader)
    {
        var positions = new List<long>();
        while (reader.TryRead(out Record record))
        {
            TestJournal.Check(record);
            positions.Add(record.Position);
        }

        return positions;
    }
}
