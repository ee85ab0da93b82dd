using System.Threading.Tasks.Sources;

namespace Telemetry.Storage.Journal;

/// <summary>What one reader waits on at the tail: reusable, so that waiting allocates nothing.</summary>
internal sealed class CommitWaiter : IValueTaskSource<bool>
{
    // Continuations run on the thread pool: the commit thread must not do the readers' work.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private int _armed;

    /// <summary>Starts a wait; the one before must have been awaited.</summary>
    public ValueTask<bool> Arm(CancellationToken cancellationToken)
    {
        _core.Reset();
        _cancellation = cancellationToken;
        Volatile.Write(ref _armed, 1);
        _registration = cancellationToken.UnsafeRegister(static state => ((CommitWaiter)state!).Cancel(), this);
        return new ValueTask<bool>(this, _core.Version);
    }

    public void Wake()
    {
        if (Disarm())
            _core.SetResult(true);
    }

    public void Fail(Exception exception)
    {
        if (Disarm())
            _core.SetException(exception);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _registration.Dispose();
        return _core.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel() => Fail(new OperationCanceledException(_cancellation));

    private bool Disarm() => Volatile.Read(ref _armed) != 0 && Interlocked.Exchange(ref _armed, 0) != 0;
}
