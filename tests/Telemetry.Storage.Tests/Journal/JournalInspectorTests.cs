using System.Text;
using Telemetry.Storage.Journal;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Journal;

public sealed class JournalInspectorTests
{
    [Fact]
    public async Task Inspect_OpenJournal_AddsUp()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        await TestJournal.CommitAsync(journal, 300);
        var blocks = new List<BlockReport>();

        JournalReport report = JournalInspector.Inspect(folder.Path, blocks.Add);

        Assert.True(report.IsSound);
        Assert.Equal(300, report.Records);
        Assert.Equal(300, blocks.Sum(block => block.Records));
        Assert.Equal(report.Segments.Sum(segment => segment.Blocks), blocks.Count);
        Assert.Equal(0, report.Segments[0].FirstPosition);
        Assert.Equal(300, report.Segments.Max(segment => segment.EndPosition));
        Assert.All(report.Segments, segment => Assert.InRange(segment.UsedBytes, 4096, segment.Bytes));
        Assert.Contains("lock", report.OtherFiles);
    }

    [Fact]
    public async Task Inspect_DamagedBlock_NamesFileOffsetAndRecords()
    {
        using var folder = new TemporaryFolder();
        using SegmentBuilder built = new SegmentBuilder().Commits(4, recordsEach: 5);
        byte[] content = built.Content;
        content[built.Blocks[2].Offset + 60] ^= 1;
        string file = folder["000000000001.journal"];
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);

        JournalReport report = JournalInspector.Inspect(folder.Path);

        Assert.False(report.IsSound);
        DamagedStretch stretch = Assert.Single(Assert.Single(report.Segments).Damage);
        Assert.Equal(new DamagedStretch(built.Blocks[2].Offset, built.Blocks[2].Bytes, 10, 5), stretch);
        Assert.Equal(15, report.Records);
        Assert.Equal(content, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Inspect_HeaderDamagedOrNewer_IsAProblemOfThatSegment()
    {
        using var folder = new TemporaryFolder();
        using SegmentBuilder first = new SegmentBuilder().Commit(3);
        using SegmentBuilder second = new SegmentBuilder(2, firstPosition: 3).Commit(3);
        byte[] damaged = first.Content;
        damaged[0] = 0;
        byte[] newer = second.Content;
        new SegmentHeader(99, 2).Write(newer);
        File.WriteAllBytes(folder["000000000001.journal"], damaged);
        File.WriteAllBytes(folder["000000000002.journal"], newer);

        JournalReport report = JournalInspector.Inspect(folder.Path);

        Assert.False(report.IsSound);
        Assert.Contains("damaged", report.Segments[0].Problem, StringComparison.Ordinal);
        Assert.Equal(3, report.Segments[0].Records);
        Assert.Contains("format 99", report.Segments[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_NoJournal_SaysWhatIsMissing()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains(folder.Path, Assert.Throws<JournalException>(() => JournalInspector.Inspect(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("no folder", Assert.Throws<JournalException>(() => JournalInspector.Inspect(folder["missing"])).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Export_Range_PrintsItInOrder()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        await TestJournal.CommitAsync(journal, 300);
        var output = new StringWriter();

        long printed = JournalInspector.Export(folder.Path, output, 120, 180);

        Assert.Equal(60, printed);
        string[] heads = [.. output.ToString().Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal) && line.Contains(" received=", StringComparison.Ordinal))];
        Assert.Equal(TestJournal.Range(120, 180), heads.Select(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Export_ReadingAndReject_PrintsHeaderAndBody()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        journal.Append(
            new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 1_763_700_000_123, 1_763_700_000_000, 42),
            "hs-0001"u8,
            "heating,device=hs-0001 tank_level=1.5 1763700000000000000\n"u8);
        long last = journal.Append(
            new RecordHeader(RecordKind.Reject, RecordFlags.Retained | RecordFlags.Will, Quality.Bad, TimestampSource.Receipt, long.MaxValue, 0),
            default,
            [.. "温度"u8, 0x1b, (byte)'[', 0xff, .. "\r\nnext"u8]);
        await journal.WaitForCommitAsync(last, TestContext.Current.CancellationToken);
        var output = new StringWriter();

        JournalInspector.Export(folder.Path, output);

        Assert.Equal(
            """
            # 0 reading hs-0001 received=2025-11-21T04:40:00.123Z timestamp=2025-11-21T04:40:00.000Z source=device quality=good seq=42
            heating,device=hs-0001 tank_level=1.5 1763700000000000000
            # 1 reject - received=9223372036854775807 timestamp=1970-01-01T00:00:00.000Z source=receipt quality=bad flags=retained,will
            温度\x1b[\xff\x0d
            next

            """,
            output.ToString());
    }

    [Fact]
    public void Write_DeviceWithLineFeed_StaysOnItsLine()
    {
        var output = new StringWriter();

        RecordText.Write(output, new Storage.Journal.Record { Position = 1, Header = default, Device = "a\nb"u8, Body = "\u202Ex"u8 });

        Assert.Equal(2, output.ToString().TrimEnd('\n').Split('\n').Length);
        Assert.Contains("a\\x0ab", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u202E", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, Encoding.UTF8.GetByteCount("\u202E"));
    }
}
