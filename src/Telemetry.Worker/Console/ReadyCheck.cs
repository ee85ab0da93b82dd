using Telemetry.Storage.Journal;
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
/// the journal keeps what it misses; only where devices wait for the store nothing is acknowledged meanwhile.
/// </summary>
internal sealed class ReadyCheck(CommitLog log, IIngestState ingest, StoreUploader uploader, WorkerOptions options)
{
    private const string Ok = "ok";

    public ReadyAnswer Check()
    {
        JournalStatistics journal = log.Journal.Statistics;
        var checks = new Dictionary<string, string>
        {
            ["journal"] = journal.IsFailed ? "failed: the disk refused a write; mend it and start again" : journal.IsFull ? "full: nothing is acknowledged until there is room" : Ok,
            ["mqtt"] = ingest.IsUp ? Ok : "devices cannot reach the worker",
        };
        bool ready = checks.Values.All(check => check == Ok);
        checks["store"] = uploader.Trouble ?? Ok;
        if (options.Journal.Acknowledge == Acknowledge.Store && uploader.Trouble is { } trouble)
        {
            checks["store"] = $"nothing is acknowledged (Journal:Acknowledge=store): {trouble}";
            ready = false;
        }

        return new ReadyAnswer(ready, checks);
    }
}
