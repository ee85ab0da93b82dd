namespace Telemetry.Storage.Journal;

/// <summary>Looks at a journal's files without opening the journal, also while another process writes it. Changes nothing.</summary>
public static class JournalInspector
{
    /// <summary>Reads every block of every segment and checks its checksums.</summary>
    /// <param name="block">Called for each good block, in order.</param>
    /// <exception cref="JournalException">There is no journal in the folder.</exception>
    public static JournalReport Inspect(string folder, Action<BlockReport>? block = null)
    {
        PhysicalDisk disk = Disk(folder, out List<long> ids, out List<string> others);
        var cursor = new BlockCursor();
        return new JournalReport(disk.Folder, [.. ids.Select(id => Inspect(disk, id, cursor, block))], others);
    }

    /// <summary>Prints the good records from <paramref name="from"/> up to, not including, <paramref name="to"/>, as <see cref="RecordText"/> writes them.</summary>
    /// <returns>How many were printed.</returns>
    /// <exception cref="JournalException">There is no journal in the folder, or a file is of a newer version.</exception>
    public static long Export(string folder, TextWriter output, long from = 0, long to = long.MaxValue)
    {
        PhysicalDisk disk = Disk(folder, out List<long> ids, out _);
        var cursor = new BlockCursor();
        long printed = 0;
        foreach (long id in ids)
        {
            string name = JournalFormat.SegmentName(id);
            using IJournalFile file = disk.Open(name, writable: false);
            SegmentFile.CheckHeader(disk.Folder, name, id, file);
            if (SegmentFile.TryReadFirst(file, id, out BlockHeader first, out _) && first.FirstPosition >= to)
                break;
            SegmentScan.Run(file, id, cursor, at => printed += Print(at, output, from, to));
        }

        return printed;
    }

    private static PhysicalDisk Disk(string folder, out List<long> ids, out List<string> others)
    {
        if (!Directory.Exists(folder))
            throw new JournalException($"There is no folder {folder}.");
        var disk = new PhysicalDisk(Path.GetFullPath(folder));
        ids = [];
        others = [];
        foreach (string name in disk.List().Order(StringComparer.Ordinal))
        {
            if (JournalFormat.TryParseSegment(name, out long id))
                ids.Add(id);
            else
                others.Add(name);
        }

        if (ids.Count == 0)
            throw new JournalException($"There is no journal in {folder}: it holds no file like {JournalFormat.SegmentName(1)}.");
        ids.Sort();
        return disk;
    }

    private static SegmentReport Inspect(PhysicalDisk disk, long id, BlockCursor cursor, Action<BlockReport>? block)
    {
        string name = JournalFormat.SegmentName(id);
        using IJournalFile file = disk.Open(name, writable: false);
        string? problem = null;
        var scan = new SegmentScan();
        try
        {
            if (SegmentFile.CheckHeader(disk.Folder, name, id, file) == 0)
                problem = "The header is damaged.";
            scan = SegmentScan.Run(file, id, cursor, block is null ? null : at => block(Describe(name, at)));
        }
        catch (JournalException e)
        {
            problem = e.Message;
        }

        return new SegmentReport
        {
            File = name,
            Id = id,
            Bytes = file.Length,
            UsedBytes = scan.EndOffset,
            Blocks = scan.Blocks,
            Records = scan.Records,
            FirstPosition = scan.FirstPosition,
            EndPosition = scan.EndPosition,
            Damage = scan.Damage,
            IsTornAtEnd = scan.IsTornAtEnd,
            Problem = problem,
        };
    }

    private static BlockReport Describe(string name, BlockCursor cursor)
    {
        BlockHeader header = cursor.Header;
        return new BlockReport(name, cursor.Offset - header.Stride, header.Stride, header.FirstPosition, header.Count, header.CommitStart);
    }

    private static long Print(BlockCursor cursor, TextWriter output, long from, long to)
    {
        long printed = 0;
        ReadOnlySpan<byte> rest = cursor.Buffer.AsSpan(cursor.PayloadStart, cursor.Header.Length);
        for (long position = cursor.Header.FirstPosition; position < cursor.Header.EndPosition; position++)
        {
            int size = RecordCodec.Measure(rest);
            if (size < 0)
                break;
            if (position >= from && position < to)
            {
                RecordText.Write(output, RecordCodec.Read(rest[..size], position));
                printed++;
            }

            rest = rest[size..];
        }

        return printed;
    }
}
