namespace Telemetry.Storage.Journal;

/// <summary>
/// Reads the records in a journal's folder without opening the journal: from the oldest up to the newest there is at the start,
/// also while another process writes it. Takes no lock and changes nothing. For one thread.
/// </summary>
public sealed class JournalFolderReader : IDisposable
{
    private readonly PhysicalDisk _disk;
    private readonly BlockCursor _cursor = new();
    private readonly List<(long Id, long Bytes)> _segments = [];
    private IJournalFile? _file;
    private int _next;
    private long _limit;
    private long _id;
    private long _position = -1;
    private int _offset;
    private int _end;
    private int _left;
    private long _readBefore;

    /// <param name="folder">The folder with the segments.</param>
    /// <exception cref="JournalException">There is no journal in the folder, or a file is of a newer version.</exception>
    public JournalFolderReader(string folder)
    {
        if (!Directory.Exists(folder))
            throw new JournalException($"There is no folder {folder}.");
        _disk = new PhysicalDisk(Path.GetFullPath(folder));
        foreach (string name in _disk.List())
        {
            if (JournalFormat.TryParseSegment(name, out long id))
                _segments.Add((id, new FileInfo(Path.Combine(_disk.Folder, name)) is { Exists: true } file ? file.Length : 0));
        }

        if (_segments.Count == 0)
            throw new JournalException($"There is no journal in {folder}: it holds no file like {JournalFormat.SegmentName(1)}.");
        _segments.Sort();
        TotalBytes = _segments.Sum(segment => segment.Bytes);
    }

    /// <summary>True when the folder holds at least one segment.</summary>
    public static bool IsJournal(string folder) => Directory.Exists(folder) && new PhysicalDisk(folder).List().Any(name => JournalFormat.TryParseSegment(name, out _));

    /// <summary>Size of all files that are read.</summary>
    public long TotalBytes { get; }

    /// <summary>How far it has come, of <see cref="TotalBytes"/>.</summary>
    public long ReadBytes => _readBefore + (_file is null ? 0 : _cursor.Offset);

    /// <summary>Stretches that could not be read, and their bytes.</summary>
    public int DamagedStretches { get; private set; }

    /// <inheritdoc cref="DamagedStretches"/>
    public long DamagedBytes { get; private set; }

    /// <summary>Positions that are missing between records: damaged, or dropped when the journal was full; not those left out by a restore.</summary>
    public long MissingRecords { get; private set; }

    /// <summary>Segments that the worker let go while they were to be read: the oldest records it had.</summary>
    public int LetGoSegments { get; private set; }

    /// <summary>Reads the next record; false at the end. Its spans are valid until the next call.</summary>
    /// <exception cref="JournalException">A file is of a newer version.</exception>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public bool TryRead(out Record record)
    {
        while (true)
        {
            if (_left == 0 && !NextBlock())
            {
                record = default;
                return false;
            }

            ReadOnlySpan<byte> rest = _cursor.Buffer.AsSpan(_offset, _end - _offset);
            int size = RecordCodec.Measure(rest);
            if (size < 0)
            {
                // The checksum holds, so it was written like this; what follows in the block cannot be found.
                MissingRecords += _left;
                _position += _left;
                _left = 0;
                continue;
            }

            record = RecordCodec.Read(rest[..size], _position++);
            _offset += size;
            _left--;
            return true;
        }
    }

    public void Dispose() => CloseSegment();

    private bool NextBlock()
    {
        while (true)
        {
            if (_file is null && !OpenSegment())
                return false;
            if (_cursor.TryRead(_limit))
            {
                if (Enter(_cursor.Header))
                    return true;
                continue;
            }

            long from = _cursor.Offset;
            bool found = _cursor.Resync(_limit);
            if (WasUsedAgain())
            {
                LetGoSegments++;
                CloseSegment();
            }
            else if (found)
            {
                DamagedStretches++;
                DamagedBytes += _cursor.Offset - from;
            }
            else
            {
                // What was begun at the very end is a commit that is being written, or that a crash cut off: nobody was told of it.
                CloseSegment();
            }
        }
    }

    private bool Enter(BlockHeader header)
    {
        if (header.EndPosition <= _position)
            return false;
        _offset = _cursor.PayloadStart;
        _end = _offset + header.Length;
        _left = header.Count;
        if (_position >= 0 && header.FirstPosition > _position && !BeginsRestored())
            MissingRecords += header.FirstPosition - _position;
        _position = header.FirstPosition;
        return true;
    }

    private bool BeginsRestored()
    {
        ReadOnlySpan<byte> rest = _cursor.Buffer.AsSpan(_offset, _end - _offset);
        int size = RecordCodec.Measure(rest);
        return size > 0 && (RecordCodec.Read(rest[..size], 0).Header.Flags & RecordFlags.Restored) != 0;
    }

    private bool OpenSegment()
    {
        while (_next < _segments.Count)
        {
            (_id, _) = _segments[_next++];
            string name = JournalFormat.SegmentName(_id);
            try
            {
                _file = _disk.Open(name, writable: false);
            }
            catch (FileNotFoundException)
            {
                LetGoSegments++;
                continue;
            }

            SegmentFile.CheckHeader(_disk.Folder, name, _id, _file);
            _limit = _file.Length;
            _cursor.Open(_file, _id, JournalFormat.FirstBlock);
            return true;
        }

        return false;
    }

    /// <summary>A worker that needs room writes the next segment into the file of one that nobody needs.</summary>
    private bool WasUsedAgain()
    {
        Span<byte> start = stackalloc byte[SegmentHeader.Bytes];
        return _file!.Read(start, 0) == start.Length && SegmentHeader.TryRead(start, out SegmentHeader header) && header.Id != _id;
    }

    private void CloseSegment()
    {
        if (_file is not null)
            _readBefore += _limit;
        _file?.Dispose();
        _file = null;
    }
}
