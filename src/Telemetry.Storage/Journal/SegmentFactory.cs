using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>Makes empty segments, out of released ones where there are any, and keeps one ready before it is needed.</summary>
/// <param name="liveBytes">Of the segments found at open that hold records.</param>
internal sealed class SegmentFactory(IJournalDisk disk, JournalOptions options, long nextId, long liveBytes, ILogger logger) : IDisposable
{
    /// <summary>Released segments that are kept; more are deleted.</summary>
    private const int MaximumSpare = 2;

    private readonly Lock _gate = new();
    private readonly Queue<(long Id, long Bytes)> _free = new();
    private readonly Queue<Segment> _stuck = new();
    private readonly long _segmentBytes = options.SegmentBytes;
    private long _nextId = nextId;
    private Segment? _prepared;
    private long _bytes = liveBytes;
    private bool _isStuckTold;
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

    /// <summary>True when the last segment that was wanted would have taken of the disk's reserve.</summary>
    public bool IsAtReserve { get; private set; }

    /// <summary>True when the file of a released segment could not be renamed or deleted, so that letting go of more makes no room.</summary>
    public bool IsStuck
    {
        get
        {
            lock (_gate)
                return _stuck.Count > 0;
        }
    }

    /// <summary>Bytes that the disk still has for segments; <see cref="long.MaxValue"/> when it does not tell.</summary>
    public long DiskRoom => disk.Space().Beside(options.ReserveBytes);

    /// <summary>A released segment's file is wanted no more, except to be written again.</summary>
    public void Free(Segment segment)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            segment.File?.Dispose();
            segment.File = null;
            _stuck.Enqueue(segment);
            FreeStuck();
        }
    }

    /// <summary>Takes note of a free file found at open.</summary>
    public void AddFree(long id, long bytes)
    {
        lock (_gate)
        {
            if (bytes == _segmentBytes)
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
            FreeStuck();
            if (_free.Count > 0)
                _prepared = Recycle();
            else if (mayCreate && _bytes + _segmentBytes <= options.MaximumBytes && HasDiskRoom())
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

    private void FreeStuck()
    {
        try
        {
            while (_stuck.TryPeek(out Segment? next))
            {
                LetGo(next);
                _stuck.Dequeue();
            }

            _isStuckTold = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever released it can do nothing about that. It keeps counting, and is tried again before anything else is made or let go.
            if (!_isStuckTold)
                JournalLog.CannotFree(logger, disk.Folder, e);
            _isStuckTold = true;
        }
    }

    private void LetGo(Segment segment)
    {
        if (_free.Count >= MaximumSpare || segment.Bytes != _segmentBytes || _bytes > options.MaximumBytes)
        {
            disk.Delete(segment.Name);
            _bytes -= segment.Bytes;
            return;
        }

        disk.Rename(segment.Name, JournalFormat.FreeName(segment.Id));
        _free.Enqueue((segment.Id, segment.Bytes));
    }

    /// <summary>The databases beside the journal must still be able to grow when it cannot.</summary>
    private bool HasDiskRoom()
    {
        IsAtReserve = options.ReserveBytes > 0 && DiskRoom < _segmentBytes;
        return !IsAtReserve;
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
        Segment segment = Finish(disk.Create(JournalFormat.TemporaryName, _segmentBytes), JournalFormat.TemporaryName, _segmentBytes);
        _bytes += _segmentBytes;
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
