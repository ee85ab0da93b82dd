using System.Threading.Tasks.Sources;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// Waits for single milliseconds, exactly and cheaply: a thread that sleeps in the kernel and then runs what awaits it.
/// </summary>
/// <remarks>
/// Not a <see cref="TimeProvider"/> timer, for two measured reasons. Timers compare with a clock that on many kernels
/// ticks every 4 ms, so that one of 1 ms comes after up to 4, and their thread polls every millisecond until then. And
/// the callback costs a second wake-up, of the thread pool. Here a reading loop in steady state stays on this
/// thread: wake, read, acknowledge, sleep. The thread starts with the first wait and costs nothing while nobody waits.
/// What is waited for is the network, so it is real time that counts, however fast a simulated clock runs.
/// </remarks>
internal sealed class FillThread : IValueTaskSource, IDisposable
{
    private readonly AutoResetEvent _changed = new(false);
    private ManualResetValueTaskSourceCore<bool> _source;
    private Thread? _thread;
    private int _requested;
    private volatile bool _isDisposed;

    /// <summary>Completes after so many milliseconds, at least 1. One wait at a time.</summary>
    public ValueTask WaitAsync(int milliseconds)
    {
        _source.Reset();
        var wait = new ValueTask(this, _source.Version);
        Volatile.Write(ref _requested, milliseconds);
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "MQTT read" };
            _thread.Start();
        }
        else if (Thread.CurrentThread != _thread)
        {
            _changed.Set();
        }

        return wait;
    }

    public void Dispose()
    {
        _isDisposed = true;
        if (_thread is null)
            _changed.Dispose();
        else
            _changed.Set();
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Run()
    {
        while (!_isDisposed)
        {
            int milliseconds = Interlocked.Exchange(ref _requested, 0);
            if (milliseconds == 0)
            {
                _changed.WaitOne();
                continue;
            }

            _changed.WaitOne(milliseconds);
            _source.SetResult(true);
        }

        _changed.Dispose();
    }
}
