using Telemetry.Mqtt.Publishing;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Stores;

/// <summary>
/// The store as MQTT connections see it with <c>Journal:Acknowledge=store</c>: a reading is acknowledged when the store has
/// it for good. The uploader reads only what the journal has committed, so that holds too.
/// </summary>
internal sealed class StoreLog : IDurableLog
{
    private readonly Uploader _uploader;
    private readonly WaitingOrigins _origins = new();

    public StoreLog(Uploader uploader)
    {
        _uploader = uploader;
        uploader.Settled += _origins.Notify;
    }

    public long CommittedPosition => _uploader.StoredForGoodPosition;

    public void Await(PublishOrigin origin) => _origins.Add(origin);
}
