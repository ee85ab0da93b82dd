using Telemetry.Mqtt.Publishing;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// A journal as MQTT connections see it: they wait here for the next commit to acknowledge. The stream of devices has
/// one per partition (so far one, <c>all</c>), the broker's sessions have another.
/// </summary>
internal sealed class CommitLog : IDurableLog
{
    private readonly WaitingOrigins _origins = new();

    public CommitLog(Journal journal)
    {
        Journal = journal;
        journal.Committed += _origins.Notify;
    }

    public Journal Journal { get; }

    public long CommittedPosition => Journal.CommittedPosition;

    public void Await(PublishOrigin origin) => _origins.Add(origin);
}
