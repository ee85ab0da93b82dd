using Microsoft.Data.Sqlite;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Auditing;

/// <summary>Once a minute, tells of refusals that were only counted.</summary>
internal sealed class RefusalTeller(RefusalAudit refusals) : WorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, TimeProvider.System, stoppingToken);
            try
            {
                refusals.Tell();
            }
            catch (SqliteException)
            {
                // Counted still in the metric; the disk's trouble is told elsewhere.
            }
        }
    }
}
