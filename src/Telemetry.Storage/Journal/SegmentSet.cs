namespace Telemetry.Storage.Journal;

/// <summary>The segments that hold committed records, oldest first, how far the last of them is committed, and who still needs them.</summary>
internal sealed class SegmentSet
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly List<Segment> _segments;
    private long _committed;
    private long _released;
    private long _yieldable;

    public SegmentSet(IEnumerable<Segment> recovered, long committed, TimeProvider time)
    {
        _time = time;
        _segments = [.. recovered];
        _committed = committed;
        Date();
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

    /// <summary>Bytes that somebody still needs, and bytes of segments that nobody does.</summary>
    public (long Unreleased, long Kept) Usage
    {
        get
        {
            lock (_gate)
            {
                long unreleased = 0;
                long kept = 0;
                for (int i = 0; i < _segments.Count; i++)
                {
                    if (IsReleased(i))
                        kept += _segments[i].Bytes;
                    else
                        unreleased += Unreleased(_segments[i], EndPosition(i));
                }

                return (unreleased, kept);
            }
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
                if (_segments.Count > 0)
                    _segments[^1].SealedAt = _time.GetTimestamp();
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

    /// <summary>See <see cref="Journal.Release(long, long)"/>.</summary>
    public void Release(long position, long yieldable)
    {
        lock (_gate)
        {
            _released = Math.Max(_released, position);
            _yieldable = Math.Max(_yieldable, Math.Max(position, yieldable));
        }
    }

    /// <summary>Takes out the oldest segment if nobody needs it; never the newest, which tells the next position after a restart.</summary>
    public Segment? TakeReleased()
    {
        lock (_gate)
            return IsReleased(0) ? TakeOldest() : null;
    }

    /// <summary>Takes out the oldest segment if nobody needs it and it is too old to be kept, or there are too many.</summary>
    public Segment? TakeExpired(long keepBytes, TimeSpan keepFor)
    {
        lock (_gate)
        {
            if (!IsReleased(0))
                return null;
            long kept = 0;
            for (int i = 0; i < _segments.Count && IsReleased(i) && kept <= keepBytes; i++)
                kept += _segments[i].Bytes;
            return kept > keepBytes || _time.GetElapsedTime(_segments[0].SealedAt) >= keepFor ? TakeOldest() : null;
        }
    }

    /// <summary>The oldest segment, if everybody who must not miss anything has passed it; null otherwise.</summary>
    /// <param name="from">Position of the first record in it that somebody still wants.</param>
    /// <param name="end">Behind its last one.</param>
    public Segment? FindYieldable(out long from, out long end)
    {
        lock (_gate)
        {
            (from, end) = (0, 0);
            if (_segments.Count < 2 || _segments[1].FirstPosition > _yieldable)
                return null;
            from = Math.Max(_released, _segments[0].FirstPosition);
            end = _segments[1].FirstPosition;
            return _segments[0];
        }
    }

    /// <summary>Takes out a segment to make room; false when that was done already.</summary>
    /// <param name="isReleased">True when nobody needs it any more.</param>
    public bool Remove(Segment segment, out bool isReleased)
    {
        lock (_gate)
        {
            int index = _segments.IndexOf(segment);
            isReleased = index >= 0 && IsReleased(index);
            if (index < 0)
                return false;
            _segments.RemoveAt(index);
            return true;
        }
    }

    /// <summary>
    /// Found segments get the age that the clock says now, but none from the future; from here on they age by elapsed
    /// time alone, so that a clock that jumps neither deletes them nor keeps them for ever.
    /// </summary>
    private void Date()
    {
        long now = _time.GetTimestamp();
        double nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; i < _segments.Count - 1; i++)
        {
            double seconds = Math.Clamp((nowMs - _segments[i + 1].FirstReceivedAtMs) / 1000, 0, TimeSpan.FromDays(36_500).TotalSeconds);
            _segments[i].SealedAt = now - (long)(seconds * _time.TimestampFrequency);
        }
    }

    private long EndPosition(int index) => index < _segments.Count - 1 ? _segments[index + 1].FirstPosition : _committed;

    private bool IsReleased(int index) => index < _segments.Count - 1 && _segments[index + 1].FirstPosition <= _released;

    /// <summary>What is left of a segment that was released in part, as if its records were all of one size.</summary>
    private long Unreleased(Segment segment, long end)
    {
        long bytes = segment.EndOffset;
        return _released <= segment.FirstPosition || end <= segment.FirstPosition
            ? bytes
            : (long)(bytes * Math.Max(0, (double)(end - _released) / (end - segment.FirstPosition)));
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
        return new SegmentView(segment.Id, segment.FirstPosition, EndPosition(index), segment.EndOffset, isSealed, isSealed && _segments[index + 1].IsHeadLost);
    }
}
