using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Reads committed records in order of their positions, and waits at the tail for more. For one thread at a time; any
/// number of readers may read one journal.
/// </summary>
public sealed class JournalReader : IDisposable
{
    private readonly IJournalDisk _disk;
    private readonly SegmentSet _segments;
    private readonly CommitWaiters _waiters;
    private readonly JournalCounters _counters;
    private readonly ILogger _logger;
    private readonly BlockCursor _cursor = new();
    private readonly CommitWaiter _waiter = new();
    private IJournalFile? _file;
    private SegmentView _segment;
    private long _position;
    private int _offset;
    private int _end;
    private int _left;
    private long _gap;
    private long _gapEnd = -1;

    internal JournalReader(IJournalDisk disk, SegmentSet segments, CommitWaiters waiters, JournalCounters counters, ILogger logger, long position)
    {
        _disk = disk;
        _segments = segments;
        _waiters = waiters;
        _counters = counters;
        _logger = logger;
        _position = position;
        waiters.Add(_waiter);
    }

    /// <summary>Position of the next record: what a cursor keeps once everything before is done.</summary>
    public long Position => _position;

    /// <summary>Positions that were passed over, because their records were damaged or dropped; not those left out by a restore.</summary>
    public long SkippedPositions { get; private set; }

    /// <summary>
    /// Completes with true when something was committed at or behind <see cref="Position"/>. One wait at a time; it
    /// allocates nothing, and a reader at the tail wakes at most once for each commit.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (HasMore)
            return new ValueTask<bool>(true);
        ValueTask<bool> wait = _waiter.Arm(cancellationToken);
        if (HasMore)
            _waiter.Wake();
        else if (_waiters.Ended is { } reason)
            _waiter.Fail(reason);
        return wait;
    }

    /// <summary>Ends a wait though nothing was committed, for a reader that has something to do after a time. From any thread.</summary>
    public void Wake() => _waiter.Wake();

    /// <summary>Reads the next record; false at the tail. Its spans are valid until the next call.</summary>
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
                Skip(_left);
                _left = 0;
                continue;
            }

            record = RecordCodec.Read(rest[..size], _position);
            _offset += size;
            _left--;
            _position++;
            if ((record.Header.Flags & RecordFlags.Restored) != 0 && _gapEnd == record.Position)
                SkippedPositions -= _gap;
            return true;
        }
    }

    public void Dispose()
    {
        _waiters.Remove(_waiter);
        CloseSegment();
    }

    private bool HasMore => _left > 0 || _position < _segments.CommittedPosition;

    /// <summary>Goes to the block that holds <see cref="Position"/>, or the next one there is; false at the tail.</summary>
    private bool NextBlock()
    {
        while (true)
        {
            if (_file is null && !OpenSegment())
                return false;
            if (_segment.IsSealed && _position >= _segment.EndPosition)
            {
                CloseSegment();
            }
            else if (_cursor.Offset < _segment.EndOffset)
            {
                if (!_cursor.TryRead(_segment.EndOffset, _position))
                    PassDamage();
                else if (TryEnterBlock())
                    return true;
            }
            else if (_segments.Refresh(_segment.Id) is not { } now)
            {
                CloseSegment();
            }
            else if (now == _segment)
            {
                // Nothing more in here: what is missing up to the end was lost.
                SkipTo(_segment.EndPosition);
                if (!_segment.IsSealed)
                    return false;
            }
            else
            {
                _segment = now;
            }
        }
    }

    private bool OpenSegment()
    {
        while (_segments.Find(_position) is { } found)
        {
            try
            {
                _file = _disk.Open(JournalFormat.SegmentName(found.Id), writable: false);
            }
            catch (FileNotFoundException) when (_segments.Refresh(found.Id) is null)
            {
                // Dropped or recycled in this moment.
                continue;
            }

            _segment = found;
            SkipTo(found.FirstPosition);
            _cursor.Open(_file, found.Id, JournalFormat.FirstBlock);
            return true;
        }

        SkipTo(_segments.CommittedPosition);
        return false;
    }

    private void CloseSegment()
    {
        _file?.Dispose();
        _file = null;
    }

    private bool TryEnterBlock()
    {
        BlockHeader header = _cursor.Header;
        if (header.EndPosition <= _position)
            return false;
        SkipTo(header.FirstPosition);
        _offset = _cursor.PayloadStart;
        _end = _offset + header.Length;
        _left = header.Count;
        for (long passed = _position - header.FirstPosition; passed > 0; passed--)
        {
            int size = RecordCodec.Measure(_cursor.Buffer.AsSpan(_offset, _end - _offset));
            if (size < 0)
            {
                Skip(header.EndPosition - _position);
                _left = 0;
                return false;
            }

            _offset += size;
            _left--;
        }

        return true;
    }

    private void PassDamage()
    {
        long from = _cursor.Offset;
        long position = _position;
        bool isDamage = !_segment.IsEndLost || _cursor.WasBegun(_segment.EndOffset);
        bool found = _cursor.Resync(_segment.EndOffset);
        // A segment that was recycled under this reader looks damaged and is not.
        if (_segments.Refresh(_segment.Id) is null)
            CloseSegment();
        else if ((found || (isDamage && _position < _segment.EndPosition)) && _counters.Damaged(_segment.Id, from, _cursor.Offset - from))
            JournalLog.Damaged(_logger, _disk.Folder, JournalFormat.SegmentName(_segment.Id), from, _cursor.Offset - from, position);
    }

    private void SkipTo(long position)
    {
        if (position > _position)
            Skip(position - _position);
    }

    private void Skip(long count)
    {
        _gap = _gapEnd == _position ? _gap + count : count;
        SkippedPositions += count;
        _position += count;
        _gapEnd = _position;
    }
}
