using System.Globalization;
using System.IO.Compression;
using System.Text;
using Telemetry.Storage.Journal;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>
/// A journal that version 1 of the format wrote, kept as it was: three segments with 240 records, one that was prepared and
/// not used. Later versions must read it and go on in it.
/// </summary>
public sealed class VersionTests
{
    private const int Records = 240;

    private static readonly string[] Version1Files = [.. Enumerable.Range(1, 4).Select(id => JournalFormat.SegmentName(id))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_Version1_ReadsEverything()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(Version1());

        Assert.Equal((0, Records), (journal.FirstPosition, journal.NextPosition));
        Assert.Equal(TestJournal.Range(0, Records), Read(journal, 0));
        Assert.Equal((0, 0), (journal.Statistics.CorruptStretches, journal.Statistics.TornCommits));
    }

    [Fact]
    public async Task Append_AfterVersion1_WritesVersion2AndLeavesOldSegmentsAlone()
    {
        MemoryDisk disk = Version1();
        byte[][] before = [.. Version1Files.Take(3).Select(disk.Content)];
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
            await AppendAsync(journal, Records, 100);

        // The newest one is not written on, though there is room: an older program would take copies of events in it for new ones.
        Assert.Equal(before, Version1Files.Take(3).Select(disk.Content));
        Assert.All(disk.List().Where(name => JournalFormat.TryParseSegment(name, out long id) && id > 3), name =>
        {
            Assert.True(SegmentHeader.TryRead(disk.Content(name), out SegmentHeader header));
            Assert.Equal(2, header.Version);
        });
        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal(TestJournal.Range(0, Records + 100), Read(again, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(95)]
    [InlineData(130)]
    [InlineData(239)]
    [InlineData(240)]
    public async Task OpenReader_CursorInTheMiddleOfVersion1_GoesOnThereAndReleases(int cursor)
    {
        MemoryDisk disk = Version1();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        using JournalReader reader = journal.OpenReader(cursor);
        await AppendAsync(journal, Records, 50);

        var positions = new List<long>();
        while (reader.TryRead(out Record record))
            positions.Add(record.Position);

        Assert.Equal(TestJournal.Range(cursor, Records + 50), positions);
        journal.Release(reader.Position);
        Assert.InRange(journal.FirstPosition, Records, Records + 49);
    }

    [Fact]
    public async Task Append_Version1OnAFullJournal_CarriesItsEventsOver()
    {
        MemoryDisk disk = Version1();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.MaximumBytes = 5 * 16 * 1024))
        {
            journal.Release(0, Records);
            for (long next = Records; journal.Statistics.DroppedSegments < 2; next = journal.NextPosition)
                await AppendAsync(journal, next, 20);
        }

        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        var kept = new List<string>();
        using JournalReader reader = again.OpenReader(0);
        while (reader.TryRead(out Record record))
        {
            if (record.Header.Flags == (RecordFlags.Will | RecordFlags.Kept))
                kept.Add(Encoding.ASCII.GetString(record.Body));
        }

        Assert.Contains(Line(3), kept);
        Assert.Contains(Line(83), kept);
        Assert.DoesNotContain(kept, line => line.Contains(" tank_level=4 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Open_Version3Anywhere_IsRefusedWithTheWayBackAndNothingChanges(int id)
    {
        MemoryDisk disk = Version1().With(JournalFormat.TemporaryName, new byte[100]).With(JournalFormat.FreeName(9), new byte[100]);
        byte[] content = disk.Content(JournalFormat.SegmentName(id));
        new SegmentHeader(3, id).Write(content);
        disk.With(JournalFormat.SegmentName(id), content);
        string[] names = [.. disk.List()];

        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(disk));

        Assert.Contains("journal format 3, this one reads up to 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Run that version again, or move the folder away", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, disk.Operations);
        Assert.Equal(names, disk.List());
    }

    private static MemoryDisk Version1()
    {
        var disk = new MemoryDisk();
        using Stream stream = typeof(VersionTests).Assembly.GetManifestResourceStream("version1.zip")!;
        using var zip = new ZipArchive(stream);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream file = entry.Open();
            byte[] content = new byte[entry.Length];
            file.ReadExactly(content);
            disk.With(entry.Name, content);
        }

        Assert.Equal(Version1Files, disk.List().Order());
        return disk;
    }

    private static async Task AppendAsync(Storage.Journal.Journal journal, long from, int count)
    {
        long last = -1;
        for (long position = from; position < from + count; position++)
            last = journal.Append(Header(position), "hs-0001"u8, Encoding.ASCII.GetBytes(Line(position)));
        await journal.WaitForCommitAsync(last, Cancellation);
    }

    /// <summary>Every position from one on; each record is checked against what was written.</summary>
    private static List<long> Read(Storage.Journal.Journal journal, long from)
    {
        var positions = new List<long>();
        using JournalReader reader = journal.OpenReader(from);
        while (reader.TryRead(out Record record))
        {
            Assert.Equal(Header(record.Position), record.Header);
            Assert.Equal(Line(record.Position), Encoding.ASCII.GetString(record.Body));
            Assert.True(record.Device.SequenceEqual("hs-0001"u8));
            positions.Add(record.Position);
        }

        return positions;
    }

    private static RecordHeader Header(long position) => new(
        position % 10 == 3 ? RecordKind.Event : RecordKind.Reading,
        position % 10 == 3 ? RecordFlags.Will : RecordFlags.None,
        Quality.Good, TimestampSource.Device, At(position), At(position), position);

    private static string Line(long position) =>
        string.Create(CultureInfo.InvariantCulture, $"heating,device=hs-0001 tank_level={position} {At(position)}000000");

    private static long At(long position) => 1_763_700_000_000 + position * 1000;
}
