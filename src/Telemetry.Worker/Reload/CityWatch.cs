using System.Globalization;
using System.Text;
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
    private static readonly string[] Parts = ["systems", "city"];

    private string _seen = Fingerprint(reload.Folder);
    private string? _taken;

    /// <summary>Looks once.</summary>
    /// <returns>True when it reloaded.</returns>
    internal async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        _taken ??= _seen;
        string now = Fingerprint(reload.Folder);
        bool isSettled = now == _seen;
        _seen = now;
        if (!isSettled || now == _taken)
            return false;
        _taken = now;
        await reload.ReloadAsync(Principal, cancellationToken);
        return true;
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WatchInterval, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await LookAsync(stoppingToken);
    }

    /// <summary>Names, lengths and times of the files: cheap, and another one after each change.</summary>
    private static string Fingerprint(string folder)
    {
        var text = new StringBuilder();
        try
        {
            foreach (string part in Parts)
            {
                foreach (FileInfo file in new DirectoryInfo(Path.Combine(folder, part)).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
                    text.Append(CultureInfo.InvariantCulture, $"{part}/{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In the middle of being replaced, or gone: once it stays so, the reload says what is wrong.
            text.Append(e.Message);
        }

        return text.ToString();
    }
}
