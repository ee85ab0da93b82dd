using Telemetry.Readings.Inventory;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Reload;

/// <summary>
/// Reloads the city when its files have changed and then stayed the same for a while (City:Watch). It looks at them from
/// time to time, because network folders and mounted configurations tell nobody of changes.
/// </summary>
internal sealed class CityWatch(CityReload reload, CityOptions options) : WorkerPart
{
    private const string Principal = "watch";

    private string _seen = CityLoader.Fingerprint(reload.Folder);
    private string? _taken;

    /// <summary>Looks once.</summary>
    /// <returns>True when it reloaded.</returns>
    internal async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        _taken ??= _seen;
        string now = CityLoader.Fingerprint(reload.Folder);
        bool isSettled = now == _seen;
        _seen = now;
        if (!isSettled || now == _taken)
            return false;
        ReloadOutcome outcome = await reload.ReloadAsync(Principal, cancellationToken);
        // A failure has nothing to do with the files, so they are tried again.
        if (outcome.Result != ReloadResult.Failed)
            _taken = now;
        return true;
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WatchInterval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }
}
