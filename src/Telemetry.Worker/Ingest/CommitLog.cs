using Telemetry.Mqtt.Publishing;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// A journal as MQTT connections see it: they wait here for the next commit to acknowledge. The stream of devices has
/// one per partition (so far one, <c>all</c>), the broker's sessions have another.
/// </summary>
internal sealed class CommitLog : IDurableLog
{
    private readonly Lock _gate = new();
    private HashSet<PublishOrigin> _waiting = [];
    private HashSet<PublishOrigin> _notifying = [];

    public CommitLog(Journal journal)
    {
        Journal = journal;
        journal.Committed += Acknowledge;
    }

    public Journal Journal { get; }

    public long CommittedPosition => Journal.CommittedPosition;

    public void Await(PublishOrigin origin)
    {
        lock (_gate)
            _waiting.Add(origin);
    }

    /// <summary>Runs on the journal's commit thread. Whoever still waits registers again before anybody can miss a commit.</summary>
    private void Acknowledge()
    {
        lock (_gate)
            (_waiting, _notifying) = (_notifying, _waiting);
        foreach (PublishOrigin origin in _notifying)
        {
            if (origin.Acknowledge())
                Await(origin);
        }

        _notifying.Clear();
    }
}
