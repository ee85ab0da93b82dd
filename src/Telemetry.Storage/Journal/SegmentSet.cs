namespace Telemetry.Storage.Journal;

/// <summary>The segments that hold committed records, oldest first, and how far the last of them is committed.</summary>
internal sealed class SegmentSet
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments;
    private long _committed;
    private long _released;

    public SegmentSet(IEnumerable<Segment> recovered, long committed)
    {
        _segments = [.. recovered];
        _committed = committed;
    }

    public long CommittedPosition => Volatile.Read(ref _committed);

    /// <summary>Position of the oldest record kept; the committed position when there is none.</summary>
    public long FirstPosition
    {
        get
        {
            lock (_gate)
                return _segments.Count == 0 ? _committed : _segments[0].FirstPosition;
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _segments.Count;
        }
    }

    /// <summary>The segment that holds <paramref name="position"/>, or the first one behind it; null when there is none.</summary>
    public SegmentView? Find(long position)
    {
        lock (_gate)
        {
            if (_segments.Count == 0)
                return null;
            int low = 0;
            int high = _segments.Count - 1;
            while (low < high)
            {
                int middle = (low + high + 1) / 2;
                if (_segments[middle].FirstPosition <= position)
                    low = middle;
                else
                    high = middle - 1;
            }

            return View(low);
        }
    }

    /// <summary>The segment as it is now; null once it was dropped or recycled.</summary>
    public SegmentView? Refresh(long id)
    {
        lock (_gate)
        {
            // Readers are mostly at the last one.
            for (int i = _segments.Count - 1; i >= 0; i--)
            {
                if (_segments[i].Id == id)
                    return View(i);
            }

            return null;
        }
    }

    /// <summary>Blocks up to <paramref name="endOffset"/> of <paramref name="segment"/>, the newest, became durable.</summary>
    public void Publish(Segment segment, long firstPosition, long endOffset, long committed)
    {
        lock (_gate)
        {
            if (segment.FirstPosition < 0)
            {
                segment.FirstPosition = firstPosition;
                _segments.Add(segment);
            }

            segment.EndOffset = endOffset;
            Volatile.Write(ref _committed, Math.Max(committed, _committed));
        }
    }

    /// <summary>Leaves out positions that were given away before; only when nothing is pending.</summary>
    public void SkipTo(long position)
    {
        lock (_gate)
            Volatile.Write(ref _committed, Math.Max(position, _committed));
    }

    /// <summary>Takes out the segments wholly below <paramref name="position"/>; never the newest, which tells the next position after a restart.</summary>
    public List<Segment> Release(long position)
    {
        var released = new List<Segment>();
        lock (_gate)
        {
            _released = Math.Max(_released, position);
            while (_segments.Count > 1 && _segments[1].FirstPosition <= _released)
                released.Add(TakeOldest());
        }

        return released;
    }

    /// <summary>Takes out the oldest segment to make room; null when only the newest is left.</summary>
    /// <param name="unread">How many records in it nobody had released.</param>
    public Segment? Drop(out long unread)
    {
        lock (_gate)
        {
            unread = 0;
            if (_segments.Count < 2)
                return null;
            unread = Math.Max(0, _segments[1].FirstPosition - Math.Max(_released, _segments[0].FirstPosition));
            return TakeOldest();
        }
    }

    private Segment TakeOldest()
    {
        Segment oldest = _segments[0];
        _segments.RemoveAt(0);
        return oldest;
    }

    private SegmentView View(int index)
    {
        Segment segment = _segments[index];
        bool isSealed = index < _segments.Count - 1;
        return new SegmentView(
            segment.Id,
            segment.FirstPosition,
            isSealed ? _segments[index + 1].FirstPosition : _committed,
            segment.EndOffset,
            isSealed);
    }
}
