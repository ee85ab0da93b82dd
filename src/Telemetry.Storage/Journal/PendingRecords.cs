namespace Telemetry.Storage.Journal;

/// <summary>Where appended records wait for the commit thread: a pair of buffers and the next position under one short lock.</summary>
internal sealed class PendingRecords : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CommitSignal _signal;
    private readonly int _commitBytes;
    private PendingBuffer _filling;
    private PendingBuffer _spare;
    private Exception? _refusal;
    private long _next;
    private int _wakeAt = int.MaxValue;
    private int _takenBytes;

    public PendingRecords(JournalOptions options, long next, CommitSignal signal)
    {
        int initial = options.CommitBytes + JournalFormat.BlockBytes;
        int maximum = (int)Math.Max(Math.Min(4L * options.MaximumPendingBytes, Array.MaxLength), initial);
        // Small segments have small blocks: each must fit into one.
        int blockBytes = (int)Math.Min(JournalFormat.BlockBytes, options.SegmentBytes - JournalFormat.FirstBlock);
        _filling = new PendingBuffer(initial, maximum, blockBytes);
        _spare = new PendingBuffer(initial, maximum, blockBytes);
        _commitBytes = options.CommitBytes;
        MaximumRecordBytes = (int)Math.Min(options.SegmentBytes - JournalFormat.FirstBlock - BlockHeader.Bytes, maximum - 2 * JournalFormat.Sector);
        _next = next;
        _signal = signal;
    }

    public int MaximumRecordBytes { get; }

    public long Next => Volatile.Read(ref _next);

    /// <summary>Bytes appended and not yet durable.</summary>
    public long Bytes => (long)_filling.Length + Volatile.Read(ref _takenBytes);

    public long Append(in RecordHeader header, ReadOnlySpan<byte> device, ReadOnlySpan<byte> body)
    {
        if (device.Length > RecordCodec.MaximumDeviceBytes)
            throw new ArgumentException($"A device id may have {RecordCodec.MaximumDeviceBytes} bytes, this one has {device.Length}.", nameof(device));
        long size = (long)RecordCodec.HeaderBytes + device.Length + body.Length;
        if (size > MaximumRecordBytes)
            throw new ArgumentException($"A record may have {MaximumRecordBytes} bytes, this one has {size}.", nameof(body));
        long position = TryAppend((int)size, header, device, body, isCopy: false);
        if (position < 0)
            throw new InvalidOperationException("Far too many records are pending: whoever appends must await WaitForRoomAsync.");
        return position;
    }

    /// <summary>-1 when nothing more may be pending.</summary>
    /// <param name="size">Of the record, not more than <see cref="MaximumRecordBytes"/>.</param>
    /// <param name="isCopy">True for a copy of a record that has to go to make room: that may be for the last commit of a journal that is being closed.</param>
    public long TryAppend(int size, in RecordHeader header, ReadOnlySpan<byte> device, ReadOnlySpan<byte> body, bool isCopy)
    {
        long position;
        bool wake;
        lock (_gate)
        {
            if (_refusal is not null && (!isCopy || _refusal is JournalFailedException))
                ThrowRefusal(_refusal);
            Span<byte> to = _filling.Add(size, _next);
            if (to.IsEmpty)
                return -1;
            RecordCodec.Write(to, header, device, body);
            position = _next;
            Volatile.Write(ref _next, position + 1);
            wake = IsTimeToWake();
        }

        if (wake)
            _signal.Set();
        return position;
    }

    /// <summary>Appends records as one block; the position of the last.</summary>
    public long AppendGroup(RecordGroup group)
    {
        ArgumentOutOfRangeException.ThrowIfZero(group.Count, nameof(group));
        if (group.Bytes.Length > MaximumRecordBytes)
            throw new ArgumentException($"Records that belong together may have {MaximumRecordBytes} bytes, these have {group.Bytes.Length}.", nameof(group));
        long last;
        bool wake;
        lock (_gate)
        {
            if (_refusal is not null)
                ThrowRefusal(_refusal);
            if (!_filling.TryAddBlock(group.Bytes, group.Count, _next))
                throw new InvalidOperationException("Far too many records are pending: whoever appends must await WaitForRoomAsync.");
            last = _next + group.Count - 1;
            Volatile.Write(ref _next, last + 1);
            wake = IsTimeToWake();
        }

        if (wake)
            _signal.Set();
        return last;
    }

    /// <summary>
    /// Takes everything pending, if its time has come; else null and how long to wait for the signal, which is given
    /// earlier when that much is pending that waiting makes no sense.
    /// </summary>
    public PendingBuffer? Take(CommitPacer pacer, bool atOnce, out long end, out TimeSpan wait)
    {
        lock (_gate)
        {
            end = _next;
            wait = Timeout.InfiniteTimeSpan;
            if (_filling.Length == 0)
            {
                _wakeAt = 1;
                return null;
            }

            TimeSpan delay = atOnce ? TimeSpan.Zero : pacer.Delay(_filling.Length);
            if (delay > TimeSpan.Zero)
            {
                _wakeAt = _commitBytes;
                wait = delay;
                return null;
            }

            _wakeAt = int.MaxValue;
            PendingBuffer taken = _filling;
            _filling = _spare;
            _spare = taken;
            taken.CloseBlock();
            Volatile.Write(ref _takenBytes, taken.Length);
            return taken;
        }
    }

    /// <summary>What was taken is durable.</summary>
    public void Return(PendingBuffer taken)
    {
        taken.Clear();
        Volatile.Write(ref _takenBytes, 0);
    }

    /// <summary>Makes <paramref name="position"/> the next one, if it is less; what is pending keeps its positions.</summary>
    /// <param name="isIdle">True when nothing is pending.</param>
    public bool TrySkipTo(long position, out bool isIdle)
    {
        lock (_gate)
        {
            isIdle = Bytes == 0;
            if (position <= _next || _refusal is not null)
                return false;
            _filling.CloseBlock();
            Volatile.Write(ref _next, position);
            return true;
        }
    }

    /// <summary>From now on every append throws.</summary>
    public void Refuse(Exception refusal)
    {
        lock (_gate)
            _refusal ??= refusal;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _filling.Dispose();
            _spare.Dispose();
        }
    }

    private bool IsTimeToWake()
    {
        if (_filling.Length < _wakeAt)
            return false;
        _wakeAt = int.MaxValue;
        return true;
    }

    private static void ThrowRefusal(Exception refusal) => throw (refusal is JournalFailedException failed
        ? new JournalFailedException(failed.Message, failed.InnerException)
        : new ObjectDisposedException(nameof(Journal)));
}
