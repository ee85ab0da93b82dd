using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests;

/// <summary>A log that keeps a set, as the worker's does, and runs a step of a test between its own; single-threaded.</summary>
internal sealed class ScriptedLog : IDurableLog
{
    private HashSet<PublishOrigin> _waiting = [];
    private long _committed;

    public int Waiting => _waiting.Count;

    /// <summary>Runs once, within the next reading of the position and before the position is taken.</summary>
    public Action? BeforePosition { get; set; }

    /// <summary>Runs once, within the next registration and before it counts.</summary>
    public Action? BeforeAwait { get; set; }

    public long CommittedPosition
    {
        get
        {
            Action? step = BeforePosition;
            BeforePosition = null;
            step?.Invoke();
            return _committed;
        }
    }

    public void Await(PublishOrigin origin)
    {
        Action? step = BeforeAwait;
        BeforeAwait = null;
        step?.Invoke();
        _waiting.Add(origin);
    }

    /// <summary>Everything below this position is on disk, and nobody knows it yet.</summary>
    public void Advance(long position) => _committed = position;

    /// <summary>A commit up to this position.</summary>
    public void Commit(long position)
    {
        Advance(position);
        Notify();
    }

    /// <summary>What a commit does once the position is there for all to see.</summary>
    public void Notify()
    {
        HashSet<PublishOrigin> called = _waiting;
        _waiting = [];
        foreach (PublishOrigin origin in called)
        {
            if (origin.Acknowledge())
                _waiting.Add(origin);
        }
    }
}
