using System.Runtime.InteropServices;

namespace Telemetry.Worker.Reload;

/// <summary>
/// Reloads the city on SIGHUP. Not in a terminal, where the signal means that somebody closed it and the worker ends.
/// </summary>
internal sealed class CitySignal(CityReload reload, IHostApplicationLifetime lifetime) : IHostedService, IDisposable
{
    private const string Principal = "signal";

    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows() && System.Console.IsInputRedirected)
            _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Take);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _registration?.Dispose();

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        _ = ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        try
        {
            await reload.ReloadAsync(Principal, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
    }
}
