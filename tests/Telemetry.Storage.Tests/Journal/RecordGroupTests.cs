using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Records that belong together are on disk together or not at all.</summary>
public sealed class RecordGroupTests
{
    private const string First = "000000000001.journal";

    [Fact]
    public async Task AppendGroup_CutAtEveryByte_LeavesAllOrNone()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            await journal.WaitForCommitAsync(Append(journal, 1), default);
            await journal.WaitForCommitAsync(Append(journal, 5), default);
        }

        byte[] segment = disk.Content(First);
        BlockReport group = SegmentBuilder.BlocksOf(disk, 1)[^1];
        Assert.Equal(5, group.Records);
        int end = (int)(group.Offset + group.Bytes);
        for (int cut = (int)group.Offset; cut <= end; cut++)
        {
            var cutDisk = new MemoryDisk().With(First, segment[..cut]);
            await using Storage.Journal.Journal journal = TestJournal.Open(cutDisk);

            Assert.Equal(cut < end ? 1 : 6, Bodies(journal).Count);
        }
    }

    [Fact]
    public async Task AppendGroup_LargerThanABlock_IsOneBlockAndKeepsItsOrder()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.SegmentBytes = 1 << 20);
        Append(journal, 1);
        long last = Append(journal, 300, bodyBytes: 1_000);
        Append(journal, 1);
        await journal.WaitForCommitAsync(journal.NextPosition - 1, default);

        Assert.Equal(300, last);
        Assert.Equal(300, SegmentBuilder.BlocksOf(disk, 1).Single(block => block.FirstPosition == 1).Records);
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (byte)i), Bodies(journal).Skip(1).Take(300));
    }

    [Fact]
    public async Task AppendGroup_EmptyOrTooLarge_IsRefused()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());

        Assert.Throws<ArgumentOutOfRangeException>(() => journal.AppendGroup(new RecordGroup()));
        Assert.Throws<ArgumentException>(() => Append(journal, 2_000, bodyBytes: 1_000));
        Assert.Throws<ArgumentException>(() => new RecordGroup().Add(default, new byte[256], default));
        Assert.Equal(0, journal.NextPosition);
    }

    private static long Append(Storage.Journal.Journal journal, int records, int bodyBytes = 20)
    {
        var group = new RecordGroup();
        for (int i = 0; i < records; i++)
        {
            byte[] body = new byte[bodyBytes];
            body[0] = (byte)i;
            group.Add(new RecordHeader(RecordKind.Reading, RecordFlags.Replayed, Quality.Good, TimestampSource.Device, 1, 1), "hs-1"u8, body);
        }

        return journal.AppendGroup(group);
    }

    private static List<byte> Bodies(Storage.Journal.Journal journal)
    {
        var bodies = new List<byte>();
        using JournalReader reader = journal.OpenReader(0);
        while (reader.TryRead(out Storage.Journal.Record record))
            bodies.Add(record.Body[0]);
        return bodies;
    }
}
