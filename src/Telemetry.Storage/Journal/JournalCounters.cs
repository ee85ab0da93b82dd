namespace Telemetry.Storage.Journal;

/// <summary>What happened to a journal, and the log lines about it.</summary>
internal sealed class JournalCounters
{
    private readonly Lock _gate = new();
    private readonly HashSet<(long Segment, long Offset)> _known = [];
    private long _damagedStretches;
    private long _damagedBytes;
    private long _droppedSegments;
    private long _droppedRecords;
    private long _droppedEvents;
    private long _keptEvents;
    private long _commits;
    private long _records;
    private long _bytes;
    private volatile bool _isFull;

    public LatencyHistogram Latency { get; } = new();

    public long Commits => Volatile.Read(ref _commits);

    public long Records => Volatile.Read(ref _records);

    public long Bytes => Volatile.Read(ref _bytes);

    public long TornCommits { get; private set; }

    public long RecoveredRecords { get; set; }

    public bool IsFull
    {
        get => _isFull;
        set => _isFull = value;
    }

    public (long Stretches, long Bytes) Damage
    {
        get
        {
            lock (_gate)
                return (_damagedStretches, _damagedBytes);
        }
    }

    public (long Segments, long Records, long Events, long KeptEvents) Dropped
    {
        get
        {
            lock (_gate)
                return (_droppedSegments, _droppedRecords, _droppedEvents, _keptEvents);
        }
    }

    /// <summary>On the commit thread only.</summary>
    public void Committed(long records, long bytes, TimeSpan latency)
    {
        Volatile.Write(ref _commits, _commits + 1);
        Volatile.Write(ref _records, _records + records);
        Volatile.Write(ref _bytes, _bytes + bytes);
        Latency.Add(latency);
    }

    /// <summary>An unfinished commit, found at open; a reader that meets it later has nothing to report.</summary>
    public void Torn(long segmentId, long offset)
    {
        lock (_gate)
        {
            _known.Add((segmentId, offset));
            TornCommits++;
        }
    }

    /// <summary>Returns false when this stretch is known: several readers meet the same one.</summary>
    public bool Damaged(long segmentId, long offset, long bytes)
    {
        lock (_gate)
        {
            if (!_known.Add((segmentId, offset)))
                return false;
            _damagedStretches++;
            _damagedBytes += bytes;
            return true;
        }
    }

    public void DroppedSegment(long records, long events, long keptEvents)
    {
        lock (_gate)
        {
            _droppedSegments++;
            _droppedRecords += records;
            _droppedEvents += events;
            _keptEvents += keptEvents;
        }
    }
}
