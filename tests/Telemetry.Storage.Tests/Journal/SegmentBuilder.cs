using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Builds a segment file commit by commit, without the commit thread and its timing.</summary>
internal sealed class SegmentBuilder : IDisposable
{
    private readonly MemoryDisk _disk = new();
    private readonly SegmentWriter _writer;
    private readonly string _name;
    private long _next;

    public SegmentBuilder(long id = 1, long firstPosition = 0)
    {
        JournalOptions options = TestJournal.Options();
        _next = firstPosition;
        _name = JournalFormat.SegmentName(id);
        var segments = new SegmentSet([], firstPosition, TimeProvider.System);
        var factory = new SegmentFactory(_disk, options, id, 0, NullLogger.Instance);
        var space = new JournalSpace(_disk, options, segments, factory, new JournalCounters(), NullLogger.Instance, (_, _, _) => throw new InvalidOperationException("There is room."));
        _writer = new SegmentWriter(options, segments, space, null);
        Assert.True(_writer.TryAdvance());
    }

    public byte[] Content => _disk.Content(_name);

    public List<BlockReport> Blocks
    {
        get
        {
            Assert.True(JournalFormat.TryParseSegment(_name, out long id));
            return BlocksOf(_disk, id);
        }
    }

    /// <summary>The good blocks of a segment file.</summary>
    public static List<BlockReport> BlocksOf(MemoryDisk disk, long id)
    {
        string name = JournalFormat.SegmentName(id);
        var blocks = new List<BlockReport>();
        using IJournalFile file = disk.Open(name, writable: false);
        SegmentScan.Run(file, id, new BlockCursor(), at => blocks.Add(new BlockReport(
            name, at.Offset - at.Header.Stride, at.Header.Stride, at.Header.FirstPosition, at.Header.Count, at.Header.CommitStart)));
        return blocks;
    }

    /// <summary>One commit of some blocks with some records each.</summary>
    public SegmentBuilder Commit(int records, int blocks = 1)
    {
        using var buffer = new PendingBuffer(64 * 1024, 64 * 1024, JournalFormat.BlockBytes);
        for (int block = 0; block < blocks; block++)
        {
            for (int i = 0; i < records; i++, _next++)
                TestJournal.WriteRecord(buffer, _next);
            buffer.CloseBlock();
        }

        Assert.Equal(buffer.Length, _writer.Write(buffer.Blocks));
        _writer.Publish(_next);
        return this;
    }

    public SegmentBuilder Commits(int commits, int recordsEach)
    {
        for (int i = 0; i < commits; i++)
            Commit(recordsEach);
        return this;
    }

    public void Dispose() => _writer.Dispose();
}
