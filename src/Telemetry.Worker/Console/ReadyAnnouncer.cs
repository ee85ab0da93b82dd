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
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (options.ReadyFile is { } file)
            File.Delete(file);
        return Task.CompletedTask;
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
