using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Stores;

namespace Telemetry.Worker.Console;

/// <summary>What has to be well for the worker to do its job.</summary>
/// <param name="Ready">True when everything is.</param>
/// <param name="Checks">Each part: <c>ok</c>, or what is wrong with it.</param>
public sealed record ReadyAnswer(bool Ready, IReadOnlyDictionary<string, string> Checks);

/// <summary>
/// Judges readiness. A store that is away is told but does not make the worker unready: alarms do not wait for it, and
/// the journal keeps what it misses, even when it fills up or drops the oldest of that. Only where devices wait for the
/// store nothing is acknowledged meanwhile.
/// </summary>
internal sealed class ReadyCheck(JournalChecks journal, IIngestState ingest, StoreUploader uploader, WorkerOptions options)
{
    private const string Ok = "ok";

    public ReadyAnswer Check()
    {
        string? stopped = journal.Stopped;
        var checks = new Dictionary<string, string>
        {
            ["journal"] = stopped ?? journal.Strained ?? Ok,
            ["mqtt"] = ingest.IsUp ? Ok : "devices cannot reach the worker",
            ["store"] = uploader.Trouble ?? Ok,
        };
        bool ready = stopped is null && ingest.IsUp;
        if (options.Journal.Acknowledge == Acknowledge.Store && uploader.Trouble is { } trouble)
        {
            checks["store"] = $"nothing is acknowledged (Journal:Acknowledge=store): {trouble}";
            ready = false;
        }

        return new ReadyAnswer(ready, checks);
    }
}
