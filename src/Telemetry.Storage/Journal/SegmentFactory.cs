namespace Telemetry.Storage.Journal;

/// <summary>Makes empty segments, out of released ones where there are any, and keeps one ready before it is needed.</summary>
/// <param name="liveBytes">Of the segments found at open that hold records.</param>
internal sealed class SegmentFactory(IJournalDisk disk, long segmentBytes, long maximumBytes, long nextId, long liveBytes) : IDisposable
{
    /// <summary>Released segments that are kept; more are deleted.</summary>
    private const int MaximumSpare = 2;

    private readonly Lock _gate = new();
    private readonly Queue<(long Id, long Bytes)> _free = new();
    private long _nextId = nextId;
    private Segment? _prepared;
    private long _bytes = liveBytes;
    private bool _disposed;

    /// <summary>Bytes of all segment files, with records or without.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>A released segment's file is wanted no more, except to be written again.</summary>
    public void Free(Segment segment)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            segment.File?.Dispose();
            segment.File = null;
            if (_free.Count >= MaximumSpare || segment.Bytes != segmentBytes)
            {
                disk.Delete(segment.Name);
                _bytes -= segment.Bytes;
                return;
            }

            disk.Rename(segment.Name, JournalFormat.FreeName(segment.Id));
            _free.Enqueue((segment.Id, segment.Bytes));
        }
    }

    /// <summary>Takes note of a free file found at open.</summary>
    public void AddFree(long id, long bytes)
    {
        lock (_gate)
        {
            if (bytes == segmentBytes)
            {
                _free.Enqueue((id, bytes));
                _bytes += bytes;
            }
            else
            {
                disk.Delete(JournalFormat.FreeName(id));
            }
        }
    }

    /// <summary>Makes the segment that <see cref="Take"/> will return, if there is none yet. Slow: it may write the whole file.</summary>
    /// <param name="mayCreate">False when the disk is known to be full.</param>
    /// <returns>False when no segment could be had within the size limit.</returns>
    /// <exception cref="IOException">The disk is full, or worse.</exception>
    public bool TryPrepare(bool mayCreate)
    {
        lock (_gate)
        {
            if (_prepared is not null)
                return true;
            if (_disposed)
                return false;
            if (_free.Count > 0)
                _prepared = Recycle();
            else if (mayCreate && _bytes + segmentBytes <= maximumBytes)
                _prepared = Create();
            return _prepared is not null;
        }
    }

    public Segment? Take()
    {
        lock (_gate)
        {
            Segment? prepared = _prepared;
            _prepared = null;
            return prepared;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // The folder may be another process's from now on; work that is still queued must leave it alone.
            _disposed = true;
            _prepared?.File?.Dispose();
            _prepared = null;
        }
    }

    private Segment Recycle()
    {
        (long oldId, long bytes) = _free.Peek();
        string oldName = JournalFormat.FreeName(oldId);
        // Its new name must hold before its old content goes: else a power cut could show an old name with a new header.
        disk.SyncNames();
        IJournalFile file = disk.Open(oldName, writable: true);
        Segment segment = Finish(file, oldName, bytes);
        _free.Dequeue();
        return segment;
    }

    private Segment Create()
    {
        Segment segment = Finish(disk.Create(JournalFormat.TemporaryName, segmentBytes), JournalFormat.TemporaryName, segmentBytes);
        _bytes += segmentBytes;
        return segment;
    }

    private Segment Finish(IJournalFile file, string name, long bytes)
    {
        try
        {
            byte[] page = new byte[JournalFormat.FirstBlock];
            new SegmentHeader(JournalFormat.Version, _nextId).Write(page);
            file.Write(page, 0);
            file.Sync();
            var segment = new Segment(_nextId, bytes) { File = file };
            disk.Rename(name, segment.Name);
            disk.SyncNames();
            _nextId++;
            return segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
