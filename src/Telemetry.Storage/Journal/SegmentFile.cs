namespace Telemetry.Storage.Journal;

/// <summary>The first things to read of a segment file.</summary>
internal static class SegmentFile
{
    /// <summary>The version; 0 when the header is damaged: then the file's name must do.</summary>
    /// <exception cref="JournalException">It was written by a newer version, or under another name.</exception>
    public static int CheckHeader(string folder, string name, long id, IJournalFile file)
    {
        Span<byte> start = stackalloc byte[SegmentHeader.Bytes];
        if (file.Read(start, 0) < start.Length || !SegmentHeader.TryRead(start, out SegmentHeader header))
            return 0;
        if (header.Version > JournalFormat.Version)
            throw new JournalException($"{Path.Combine(folder, name)} was written by a newer Telemetry: it has journal format {header.Version}, this one reads up to {JournalFormat.Version}. Run that version again, or move the folder away to begin a new journal; nothing was changed.");
        if (header.Id != id)
            throw new JournalException($"{Path.Combine(folder, name)} is segment {header.Id} by its own header: give it the name {JournalFormat.SegmentName(header.Id)} again.");
        return header.Version;
    }

    /// <summary>Reads the headers of the first block and of its first record, and not the block.</summary>
    /// <param name="receivedAtMs">Of the first record; no checksum that is looked at here covers it.</param>
    public static bool TryReadFirst(IJournalFile file, long id, out BlockHeader header, out long receivedAtMs)
    {
        Span<byte> start = stackalloc byte[BlockHeader.Bytes + RecordCodec.HeaderBytes];
        start.Clear();
        int read = file.Read(start, JournalFormat.FirstBlock);
        header = default;
        receivedAtMs = RecordCodec.ReceivedAtMs(start[BlockHeader.Bytes..]);
        return read == start.Length
            && BlockHeader.TryRead(start, out header)
            && IsBlockAt(file, header, id, JournalFormat.FirstBlock);
    }

    /// <summary>True when the block was written for this place. Without its sector only one of version 1 is: a payload of a device could hold others.</summary>
    public static bool IsBlockAt(IJournalFile file, in BlockHeader header, long id, long offset) =>
        header.IsAt(id, offset) || (header.Sector == 0 && header.SegmentId == id && IsVersion1(file, id));

    private static bool IsVersion1(IJournalFile file, long id)
    {
        Span<byte> start = stackalloc byte[BlockHeader.Bytes];
        if (file.Read(start, 0) == start.Length && SegmentHeader.TryRead(start, out SegmentHeader segment))
            return segment.Version == 1;
        // The segment's header is damaged. No payload reaches where the first block has its own.
        return file.Read(start, JournalFormat.FirstBlock) == start.Length
            && BlockHeader.TryRead(start, out BlockHeader first)
            && first.Sector == 0
            && first.SegmentId == id;
    }
}
