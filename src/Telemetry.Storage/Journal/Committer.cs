using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>The commit thread: takes what is pending, writes it as one run of blocks, syncs, and only then tells anybody.</summary>
internal sealed class Committer
{
    private static readonly TimeSpan RoomInterval = TimeSpan.FromSeconds(1);

    private readonly PendingRecords _pending;
    private readonly SegmentWriter _writer;
    private readonly CommitSignal _signal;
    private readonly CommitPacer _pacer;
    private readonly JournalCounters _counters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _folder;
    private readonly Action<long> _committed;
    private readonly Action<Exception> _failed;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;

    public Committer(
        JournalOptions options,
        PendingRecords pending,
        SegmentWriter writer,
        CommitSignal signal,
        JournalCounters counters,
        TimeProvider time,
        ILogger logger,
        Action<long> committed,
        Action<Exception> failed)
    {
        _pending = pending;
        _writer = writer;
        _signal = signal;
        _pacer = new CommitPacer(options.Linger, options.CommitBytes, time);
        _counters = counters;
        _time = time;
        _logger = logger;
        _folder = options.Folder;
        _committed = committed;
        _failed = failed;
    }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "journal commit" }.Start();

    /// <summary>Commits what is pending and ends the thread.</summary>
    public Task CloseAsync()
    {
        _closing = true;
        _signal.Set();
        return _ended.Task;
    }

    private void Run()
    {
        try
        {
            // Closing is read first: what was appended before it is then seen by the last Take.
            for (bool closing = _closing; ; closing = _closing)
            {
                long now = _time.GetTimestamp();
                if (_pending.Take(_pacer, closing, out long end, out TimeSpan wait) is { } taken)
                {
                    if (!Commit(taken, end))
                        break;
                }
                else if (closing)
                {
                    break;
                }
                else
                {
                    _signal.Wait(wait, now);
                }
            }
        }
        catch (Exception e)
        {
            // Whatever it was: pending records may or may not be on disk, and a retried sync would lie.
            JournalLog.Failed(_logger, _folder, e);
            _failed(e);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    /// <returns>False when the journal was closed while it had no room.</returns>
    private bool Commit(PendingBuffer taken, long end)
    {
        Span<byte> blocks = taken.Blocks;
        while (!blocks.IsEmpty)
        {
            long start = _pacer.Start();
            int written = _writer.Write(blocks);
            if (written == 0)
            {
                if (!WaitForSegment())
                    return false;
                continue;
            }

            blocks = blocks[written..];
            if (blocks.IsEmpty)
                _pending.Return(taken);
            long committed = blocks.IsEmpty ? end : _writer.WrittenPosition;
            // Counted first, so that whoever sees the position sees it counted.
            _counters.Committed(committed - _writer.CommittedPosition, written, _time.GetElapsedTime(start));
            _writer.Publish(committed);
            _committed(_writer.CommittedPosition);
        }

        return true;
    }

    private bool WaitForSegment()
    {
        bool reported = false;
        while (!_writer.TryAdvance())
        {
            if (!reported)
                JournalLog.Full(_logger, _folder);
            reported = true;
            _counters.IsFull = true;
            if (_closing)
                return false;
            _signal.Wait(RoomInterval, _time.GetTimestamp());
        }

        _counters.IsFull = false;
        if (reported)
            JournalLog.RoomAgain(_logger, _folder);
        return true;
    }
}
