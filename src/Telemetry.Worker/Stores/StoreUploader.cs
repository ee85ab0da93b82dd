using Telemetry.Storage.Stores;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Stores;

/// <summary>Runs the uploader, and tells the journal what the store will not need again.</summary>
internal sealed class StoreUploader(Uploader uploader, JournalRetention retention) : WorkerPart
{
    private static readonly TimeSpan ReleaseInterval = TimeSpan.FromSeconds(5);

    public UploaderStatistics Statistics => uploader.Statistics;

    /// <summary>What keeps the store from taking data, in words; null when nothing does.</summary>
    public string? Trouble => uploader.Statistics is { State: UploaderState.Retrying or UploaderState.Misconfigured } now
        ? $"{now.LastError} ({now.LagRecords} records wait in the journal)"
        : null;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using ITimer release = TimeProvider.System.CreateTimer(_ => Release(), null, ReleaseInterval, ReleaseInterval);
        await uploader.RunAsync(stoppingToken);
    }

    private void Release() => retention.Passed(nameof(StoreUploader), uploader.SettledPosition);
}
