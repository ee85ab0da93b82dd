namespace Telemetry.Worker.Hosting;

/// <summary>
/// Something that runs as long as the worker. Being told to stop is its normal end; the host would report the
/// cancellation as a crash when another part could not start.
/// </summary>
internal abstract class WorkerPart : BackgroundService
{
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The normal end.
        }
    }
}
