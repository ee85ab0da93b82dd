using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>
/// An append-only log of records in a folder. Appending copies into memory; a thread of its own writes everything that
/// arrived meanwhile in one go, syncs it, and only then moves <see cref="CommittedPosition"/>. Any number of readers follow.
/// </summary>
public sealed class Journal : IAsyncDisposable
{
    /// <summary>Segments that are kept for a time go by time, released or not meanwhile.</summary>
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly JournalOptions _options;
    private readonly IJournalDisk _disk;
    private readonly IDisposable _lock;
    private readonly ILogger _logger;
    private readonly JournalCounters _counters;
    private readonly SegmentSet _segments;
    private readonly SegmentFactory _factory;
    private readonly JournalSpace _space;
    private readonly SegmentWriter _writer;
    private readonly CommitSignal _signal;
    private readonly PendingRecords _pending;
    private readonly CommitWaiters _waiters = new();
    private readonly Committer _committer;
    private readonly ITimer? _trim;
    private Exception? _failure;
    private int _disposed;

    private Journal(JournalOptions options, IJournalDisk disk, IDisposable folderLock, TimeProvider time, ILogger logger)
    {
        _options = options;
        _disk = disk;
        _lock = folderLock;
        _logger = logger;
        _counters = new JournalCounters();
        RecoveredJournal recovered = new JournalRecovery(disk, _counters, logger).Run();
        Segment? current = recovered.Segments.Count == 0 ? null : recovered.Segments[^1];
        _segments = new SegmentSet(recovered.Segments, recovered.NextPosition, time);
        _factory = new SegmentFactory(disk, options, recovered.NextId, recovered.Segments.Sum(segment => segment.Bytes), logger);
        foreach ((long id, long bytes) in recovered.Free)
            _factory.AddFree(id, bytes);
        _space = new JournalSpace(disk, options, _segments, _factory, _counters, logger, Carry);
        _writer = new SegmentWriter(options, _segments, _space, current);
        // The first segment is made here, so that a folder that cannot be written is told at once.
        if (current is null && !_writer.TryAdvance())
            throw new JournalException($"No segment of {options.SegmentBytes} bytes can be made in the journal folder {disk.Folder}: the disk is full, or has less than Journal:ReserveBytes left. Make room, or choose a smaller Journal:SegmentBytes or Journal:ReserveBytes.");
        _signal = new CommitSignal(time);
        _pending = new PendingRecords(options, recovered.NextPosition, _signal);
        _committer = new Committer(options, _pending, _writer, _signal, _counters, time, logger, OnCommitted, OnFailed);
        if (options.KeepBytes > 0)
            _trim = time.CreateTimer(static space => ((JournalSpace)space!).Trim(), _space, TrimInterval, TrimInterval);
    }

    /// <summary>Raised on the commit thread after each commit. A listener must not block: it holds up the next commit.</summary>
    public event Action? Committed;

    /// <summary>The position the next record will get.</summary>
    public long NextPosition => _pending.Next;

    /// <summary>Everything at a position below this one is on disk. It stands still after a failure.</summary>
    public long CommittedPosition => _segments.CommittedPosition;

    /// <summary>Position of the oldest record that is kept; <see cref="CommittedPosition"/> when there is none.</summary>
    public long FirstPosition => _segments.FirstPosition;

    /// <summary>Bytes of all segment files, those kept for recycling included.</summary>
    public long Bytes => _factory.Bytes;

    /// <summary>True while commits wait for room: a reader that saves how far it is may end that.</summary>
    public bool IsFull => _counters.IsFull;

    /// <summary>Why the journal takes nothing more; null while it is well.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    public JournalStatistics Statistics
    {
        get
        {
            (long stretches, long bytes) = _counters.Damage;
            (long droppedSegments, long droppedRecords, long droppedEvents, long keptEvents) = _counters.Dropped;
            (long unreleased, long kept) = _segments.Usage;
            return new JournalStatistics
            {
                FirstPosition = FirstPosition,
                NextPosition = NextPosition,
                CommittedPosition = CommittedPosition,
                Bytes = Bytes,
                MaximumBytes = _options.MaximumBytes,
                UnreleasedBytes = unreleased,
                KeptBytes = kept,
                DiskRoomBytes = _factory.DiskRoom,
                Segments = _segments.Count,
                PendingBytes = _pending.Bytes,
                Commits = _counters.Commits,
                CommittedRecords = _counters.Records,
                CommittedBytes = _counters.Bytes,
                CommitLatency = _counters.Latency.Snapshot(),
                CommitLatencySumSeconds = _counters.Latency.SumSeconds,
                CorruptStretches = stretches,
                CorruptBytes = bytes,
                TornCommits = _counters.TornCommits,
                RecoveredRecords = _counters.RecoveredRecords,
                DroppedSegments = droppedSegments,
                DroppedRecords = droppedRecords,
                DroppedEvents = droppedEvents,
                KeptEvents = keptEvents,
                IsFull = IsFull,
                IsFailed = Failure is not null,
            };
        }
    }

    /// <summary>Opens the journal in a folder, reading back what a crash left; creates it if there is none.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="JournalException">The folder is in use or cannot be written, or a file is of a newer version.</exception>
    public static Journal Open(JournalOptions options, TimeProvider time, ILogger logger)
    {
        Check(options);
        return Open(options, PhysicalDisk.Prepare(options.Folder), time, logger);
    }

    internal static Journal Open(JournalOptions options, IJournalDisk disk, TimeProvider time, ILogger logger)
    {
        Check(options);
        IDisposable folderLock = disk.Lock();
        try
        {
            var journal = new Journal(options, disk, folderLock, time, logger);
            JournalLog.Opened(logger, disk.Folder, journal.NextPosition, journal._segments.Count, journal.FirstPosition);
            journal._committer.Start();
            return journal;
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes a record, from any thread, without allocating and without waiting for the disk. It is durable once
    /// <see cref="CommittedPosition"/> is greater than the position returned.
    /// </summary>
    /// <param name="device">Up to 255 bytes.</param>
    /// <param name="body">Up to the size of a segment.</param>
    /// <exception cref="JournalFailedException">A commit failed before.</exception>
    public long Append(in RecordHeader header, ReadOnlySpan<byte> device, ReadOnlySpan<byte> body) => _pending.Append(header, device, body);

    /// <summary>Takes records that are durable together or not at all. Their positions follow one another.</summary>
    /// <param name="group">At least one record; together up to the size of a segment.</param>
    /// <returns>The position of the last one.</returns>
    /// <exception cref="JournalFailedException">A commit failed before.</exception>
    public long AppendGroup(RecordGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return _pending.AppendGroup(group);
    }

    /// <summary>Completes when less than <see cref="JournalOptions.MaximumPendingBytes"/> is pending; normally at once.</summary>
    /// <exception cref="JournalFailedException">A commit failed, so there will be no room.</exception>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) =>
        HasRoom ? ValueTask.CompletedTask : new ValueTask(WaitForRoomSlowlyAsync(cancellationToken));

    /// <summary>Completes when the record at <paramref name="position"/> is durable.</summary>
    /// <exception cref="JournalFailedException">A commit failed, so it will not be.</exception>
    public ValueTask WaitForCommitAsync(long position, CancellationToken cancellationToken)
    {
        if (position < CommittedPosition)
            return ValueTask.CompletedTask;
        Task committed = _waiters.AddPosition(position);
        return position < CommittedPosition ? ValueTask.CompletedTask : new ValueTask(committed.WaitAsync(cancellationToken));
    }

    /// <summary>
    /// A reader from <paramref name="fromPosition"/> on (<see cref="FirstPosition"/> reads everything). Where records are
    /// missing, dropped or damaged, it goes on with the next one there is.
    /// </summary>
    /// <remarks>
    /// A position behind the end is kept by somebody who read what the disk has lost since. The journal then goes on from
    /// that position, so that no position is ever given twice; open readers before appending.
    /// </remarks>
    public JournalReader OpenReader(long fromPosition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromPosition);
        long next = NextPosition;
        if (_pending.TrySkipTo(fromPosition, out bool isIdle))
        {
            JournalLog.EndLost(_logger, _disk.Folder, fromPosition, next);
            if (isIdle)
                _segments.SkipTo(fromPosition);
        }

        return new JournalReader(_disk, _segments, _waiters, _counters, _logger, fromPosition);
    }

    /// <summary>Nobody needs records below <paramref name="position"/> any more.</summary>
    public void Release(long position) => Release(position, position);

    /// <summary>
    /// Nobody needs records below <paramref name="position"/> any more: segments wholly below it are kept as long as
    /// <see cref="JournalOptions.KeepFor"/> and <see cref="JournalOptions.KeepBytes"/> allow, then recycled or deleted.
    /// </summary>
    /// <param name="position">Positions only grow; a lower one than before changes nothing.</param>
    /// <param name="yieldable">
    /// Everybody who must not miss a record has passed those below this one. They are needed by readers alone that may
    /// miss some, and dropped, oldest first, when there is no room (<see cref="WhenFull.Yield"/>).
    /// </param>
    public void Release(long position, long yieldable)
    {
        _segments.Release(position, yieldable);
        _space.Trim();
        if (IsFull)
            _signal.Set();
    }

    /// <summary>Commits what is pending, then closes the files. Readers still open fail with <see cref="ObjectDisposedException"/> at the tail.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var closed = new ObjectDisposedException(nameof(Journal));
        if (_trim is not null)
            await _trim.DisposeAsync().ConfigureAwait(false);
        _pending.Refuse(closed);
        await _committer.CloseAsync().ConfigureAwait(false);
        _waiters.End(closed, readersToo: true);
        await _space.CloseAsync().ConfigureAwait(false);
        _pending.Dispose();
        _signal.Dispose();
        _writer.Dispose();
        _factory.Dispose();
        _lock.Dispose();
    }

    private bool HasRoom => _pending.Bytes < _options.MaximumPendingBytes;

    private static void Check(JournalOptions options)
    {
        IReadOnlyList<string> mistakes = options.Validate();
        if (mistakes.Count > 0)
            throw new ArgumentException(string.Join(" ", mistakes), nameof(options));
    }

    private EventCarriage Carry(Segment segment, long from, long end)
    {
        // Half of the segment that is gained, so that there is always something gained, and not more than may be pending.
        long budget = Math.Min(_options.SegmentBytes / 2, _options.MaximumPendingBytes);
        var reader = new JournalReader(_disk, _segments, _waiters, _counters, _logger, from);
        return new EventCarriage(segment, reader, end, budget, _pending, position => WaitForCommitAsync(position, CancellationToken.None).AsTask(), _logger, _disk.Folder);
    }

    private async Task WaitForRoomSlowlyAsync(CancellationToken cancellationToken)
    {
        while (!HasRoom)
        {
            Task room = _waiters.AddRoom();
            if (HasRoom)
                return;
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void OnCommitted(long position)
    {
        try
        {
            Committed?.Invoke();
        }
        catch (Exception e)
        {
            // A listener's bug is not the disk's fault: the records are durable, and the next commit must come.
            JournalLog.ListenerFailed(_logger, _disk.Folder, e);
        }

        _waiters.Committed(position);
    }

    private void OnFailed(Exception exception)
    {
        var failure = new JournalFailedException($"The journal in {_disk.Folder} failed: {exception.Message} Restart to read back what is on disk.", exception);
        Volatile.Write(ref _failure, failure);
        _pending.Refuse(failure);
        _waiters.End(failure, readersToo: false);
    }
}
