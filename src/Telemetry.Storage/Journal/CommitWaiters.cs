namespace Telemetry.Storage.Journal;

/// <summary>Everybody who waits for commits: readers at the tail, and callers who wait for a position or for room.</summary>
internal sealed class CommitWaiters
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _positions = new();
    private readonly List<TaskCompletionSource> _rooms = [];
    private CommitWaiter[] _readers = [];
    private Exception? _end;
    private Exception? _readersEnd;

    /// <summary>Why readers will never be woken again; null while the journal is open.</summary>
    public Exception? Ended => Volatile.Read(ref _readersEnd);

    public void Add(CommitWaiter reader)
    {
        lock (_gate)
            _readers = [.. _readers, reader];
    }

    public void Remove(CommitWaiter reader)
    {
        lock (_gate)
            _readers = [.. _readers.Where(other => other != reader)];
    }

    /// <summary>Completes once a commit passes <paramref name="position"/>; look at the committed position again afterwards.</summary>
    public Task AddPosition(long position)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_end is not null)
                source.SetException(_end);
            else
                _positions.Enqueue(source, position);
        }

        return source.Task;
    }

    /// <summary>Completes after the next commit; look at the pending bytes again before awaiting it.</summary>
    public Task AddRoom()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_end is not null)
                source.SetException(_end);
            else
                _rooms.Add(source);
        }

        return source.Task;
    }

    public void Committed(long position)
    {
        lock (_gate)
        {
            while (_positions.TryPeek(out TaskCompletionSource? source, out long awaited) && awaited < position)
            {
                _positions.Dequeue();
                source.TrySetResult();
            }

            foreach (TaskCompletionSource source in _rooms)
                source.TrySetResult();
            _rooms.Clear();
        }

        foreach (CommitWaiter reader in Volatile.Read(ref _readers))
            reader.Wake();
    }

    /// <summary>No commit will come any more. Readers may read on what is committed, so they are only told at the very end.</summary>
    public void End(Exception reason, bool readersToo)
    {
        lock (_gate)
        {
            _end ??= reason;
            foreach ((TaskCompletionSource source, _) in _positions.UnorderedItems)
                source.TrySetException(reason);
            _positions.Clear();
            foreach (TaskCompletionSource source in _rooms)
                source.TrySetException(reason);
            _rooms.Clear();
            if (readersToo)
            {
                Volatile.Write(ref _readersEnd, reason);
                foreach (CommitWaiter reader in _readers)
                    reader.Fail(reason);
            }
        }
    }
}
