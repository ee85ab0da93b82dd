using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console;

/// <summary>Says where everything is once it serves, with the link that lets a browser in.</summary>
internal sealed class ReadyAnnouncer(
    IHostApplicationLifetime lifetime, IServer server, LoginLink link, IIngestState ingest, DataOptions data, ConsoleOptions options) : IHostedService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private Task _announcing = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => _announcing = AnnounceAsync(lifetime.ApplicationStopping));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _announcing;
        if (options.ReadyFile is { } file)
            File.Delete(file);
    }

    /// <summary>Ready is who can hear: behind an external broker, once it has subscribed; before that the broker keeps nothing for it.</summary>
    private async Task AnnounceAsync(CancellationToken stopping)
    {
        while (!ingest.IsUp)
        {
            await Task.Delay(PollInterval, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                return;
        }

        Announce();
    }

    private void Announce()
    {
        string address = options.PublicUrl ?? server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        string line = $"console {address.TrimEnd('/')}/login?token={link.Token}  mqtt {ingest.Description}  data {Path.GetFullPath(data.Folder)}";
        if (options.ReadyFile is { } file)
        {
            // Whoever waits for the file must never see half of it.
            File.WriteAllText(file + ".part", line + "\n");
            File.Move(file + ".part", file, overwrite: true);
        }
        else
        {
            System.Console.Out.WriteLine("ready  " + line);
        }
    }
}
