namespace Telemetry.Worker.Alerts;

/// <summary>
/// Lets one thread in at a time, in the order in which they came: between two transactions of whoever writes thousands, those
/// who wait get their turn.
/// </summary>
internal sealed class Turnstile
{
    private readonly object _gate = new();
    private long _next;
    private long _serving;
    private int _inside;

    /// <summary>Waits for its turn; <see cref="Exit"/> ends it.</summary>
    /// <exception cref="InvalidOperationException">This thread is in already: it would wait for itself.</exception>
    public void Enter()
    {
        lock (_gate)
        {
            if (_inside == Environment.CurrentManagedThreadId)
                throw new InvalidOperationException("A transaction cannot begin within another one.");
            long mine = _next++;
            while (_serving != mine)
                Monitor.Wait(_gate);
            _inside = Environment.CurrentManagedThreadId;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            _inside = 0;
            _serving++;
            Monitor.PulseAll(_gate);
        }
    }
}
