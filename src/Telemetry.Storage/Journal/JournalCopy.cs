namespace Telemetry.Storage.Journal;

/// <summary>
/// Copies a journal that another process may be writing, without talking to it. Segments are released and written anew at
/// any moment, so the copy follows the original: it is pulled along until everything that has to be older than it is copied
/// too, and then proves that no segment slipped away in between. Only good blocks are copied, each checked in memory before
/// it is written; the rest of a segment is left out, so the copy of a segment is as long as what it holds.
/// </summary>
public sealed class JournalCopy
{
    private readonly PhysicalDisk _disk;
    private readonly string _target;
    private readonly SortedDictionary<long, CopiedSegment> _segments = [];
    private readonly BlockCursor _cursor = new();
    private long _oldest = -1;

    /// <param name="folder">The journal's folder.</param>
    /// <param name="target">A folder that exists and is empty.</param>
    public JournalCopy(string folder, string target)
    {
        _disk = new PhysicalDisk(Path.GetFullPath(folder));
        _target = target;
    }

    /// <summary>Position of the oldest record that was copied; -1 when there is none.</summary>
    public long FirstPosition => Held.Select(segment => segment.FirstPosition).FirstOrDefault(-1);

    /// <summary>Behind the newest record that was copied; -1 when there is none.</summary>
    public long EndPosition => Held.Select(segment => segment.EndPosition).LastOrDefault(-1);

    public long Records => Held.Sum(segment => segment.Records);

    /// <summary>True when a folder's files are a journal's.</summary>
    public static bool IsJournal(IEnumerable<string> names) => names.Any(name => JournalFormat.TryParseSegment(name, out _) || JournalFormat.TryParseFree(name, out _));

    /// <summary>True for a file of a journal's folder that <see cref="Pull"/> sees to or that holds nothing; false for one set aside as damaged.</summary>
    public static bool Covers(string name) =>
        JournalFormat.TryParseSegment(name, out _) || JournalFormat.TryParseFree(name, out _) || name is JournalFormat.LockName or JournalFormat.TemporaryName;

    /// <summary>Copies what is new since the last time.</summary>
    /// <param name="isLast">True to look behind the last good block for more of them, once at the end; slow.</param>
    /// <exception cref="JournalException">A segment is of a newer version, or bears another's name.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public void Pull(bool isLast)
    {
        List<long> ids = List();
        var withRecords = ids.Where(HasRecords).ToHashSet();
        if (_oldest < 0 && withRecords.Count > 0)
            _oldest = withRecords.Min();
        for (int i = 0; i < ids.Count; i++)
        {
            if (!_segments.TryGetValue(ids[i], out CopiedSegment? segment))
                _segments.Add(ids[i], segment = new CopiedSegment(ids[i]));

            // What follows was seen before this one is read: so nothing can be written to it any more.
            long next = ids.Skip(i + 1).FirstOrDefault(withRecords.Contains);
            if (!segment.IsWhole)
                Copy(segment, next, isLast);
        }
    }

    /// <summary>
    /// Leaves the longest unbroken row of segments up to the newest one, and says whether it is enough: it reaches back to
    /// where the journal began at the first <see cref="Pull"/>, or to <paramref name="needed"/>. Else segments came and went
    /// unseen, and all has to be done again.
    /// </summary>
    /// <param name="needed">The least position that a reader will ask for; null when that is not known.</param>
    public bool TryFinish(long? needed)
    {
        // One in which nothing could be read is a gap that the original has too.
        List<CopiedSegment> seen = [.. _segments.Values.Where(segment => segment.FirstPosition >= 0 || segment.IsWhole)];
        if (seen.Count == 0)
            return _oldest < 0;
        int first = seen.Count - 1;
        while (first > 0 && seen[first - 1].IsWhole && seen[first].Id <= seen[first - 1].NextId)
            first--;
        foreach (CopiedSegment broken in seen.Take(first))
        {
            File.Delete(PathOf(broken.Id));
            _segments.Remove(broken.Id);
        }

        return !Held.Any(segment => segment.IsRewritten) && (seen[first].Id <= _oldest || (FirstPosition >= 0 && FirstPosition <= needed));
    }

    private IEnumerable<CopiedSegment> Held => _segments.Values.Where(segment => segment.FirstPosition >= 0);

    private List<long> List()
    {
        var ids = new List<long>();
        foreach (string name in _disk.List())
        {
            if (JournalFormat.TryParseSegment(name, out long id))
                ids.Add(id);
        }

        ids.Sort();
        return ids;
    }

    /// <summary>True also for a segment that is gone in this moment: it had some, or it would not be released.</summary>
    private bool HasRecords(long id)
    {
        if (_segments.TryGetValue(id, out CopiedSegment? known) && known.FirstPosition >= 0)
            return true;
        using IJournalFile? file = Open(id);
        if (file is null)
            return true;
        Span<byte> first = stackalloc byte[BlockHeader.Bytes];
        return file.Read(first, JournalFormat.FirstBlock) == first.Length && BlockHeader.TryRead(first, out BlockHeader header) && header.SegmentId == id;
    }

    private void Copy(CopiedSegment segment, long next, bool isLast)
    {
        using IJournalFile? file = Open(segment.Id);
        if (file is null)
            return;
        bool mayFollow = isLast || next > 0;
        long limit = file.Length;
        FileStream? copy = null;
        try
        {
            _cursor.Open(file, segment.Id, segment.Offset);
            while (_cursor.TryRead(limit) || (mayFollow && _cursor.Resync(limit) && _cursor.TryRead(limit)))
            {
                copy ??= OpenCopy(segment, file);
                Append(copy, segment);
            }
        }
        finally
        {
            copy?.Dispose();
        }

        // A file that still has its name was not written anew while it was read.
        if (next > 0 && File.Exists(Path.Combine(_disk.Folder, JournalFormat.SegmentName(segment.Id))))
        {
            segment.IsWhole = true;
            segment.NextId = next;
        }
    }

    private FileStream OpenCopy(CopiedSegment segment, IJournalFile file)
    {
        var copy = new FileStream(PathOf(segment.Id), FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (segment.FirstPosition < 0)
        {
            byte[] page = new byte[JournalFormat.FirstBlock];
            int read = file.Read(page, 0);

            if (SegmentHeader.TryRead(page, out SegmentHeader header))
            {
                if (header.Version > JournalFormat.Version)
                    SegmentFile.CheckHeader(_disk.Folder, JournalFormat.SegmentName(segment.Id), segment.Id, file);
                segment.IsRewritten = header.Id != segment.Id;
            }

            copy.Write(page, 0, read);
        }

        return copy;
    }

    private void Append(FileStream copy, CopiedSegment segment)
    {
        BlockHeader header = _cursor.Header;
        copy.Position = _cursor.Offset - header.Stride;
        copy.Write(_cursor.Buffer, _cursor.PayloadStart - BlockHeader.Bytes, header.Stride);
        if (segment.FirstPosition < 0)
            segment.FirstPosition = header.FirstPosition;
        segment.EndPosition = header.EndPosition;
        segment.Offset = _cursor.Offset;
        segment.Records += header.Count;
    }

    private IJournalFile? Open(long id)
    {
        try
        {
            return _disk.Open(JournalFormat.SegmentName(id), writable: false);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(long id) => Path.Combine(_target, JournalFormat.SegmentName(id));
}
