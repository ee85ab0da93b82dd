using System.CommandLine;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry run</c>: the worker.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the worker until Ctrl-C or SIGTERM. Worker options follow, such as --Mqtt:Port=1884 --Data:Folder=DIR")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Preparation prepared = Preparation.Of(parsed);
            if (prepared.Report(parsed.InvocationConfiguration.Error))
                return ExitCode.Mistakes;
            try
            {
                await using WebApplication worker = WorkerHost.Build(prepared.Options, prepared.City!);
                var reason = worker.Services.GetRequiredService<StopReason>();
                BackgroundService[] parts = [.. worker.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
                await StartAsync(worker);
                await worker.WaitForShutdownAsync(cancellationToken);

                // A part that failed has stopped the others; whoever supervises the process has to hear of it.
                return reason.IsFailure || parts.Any(part => part.ExecuteTask is { IsFaulted: true }) ? ExitCode.Failed : ExitCode.Success;
            }
            catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
            {
                string why = e is SocketException ? e.Message : "the port is in use";
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"Console:Url = {prepared.Options.Console.Url}: {why}; choose another with --Console:Url=http://127.0.0.1:PORT.");
                return ExitCode.Failed;
            }
            catch (Exception e) when (e is StartException or JournalException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }

    /// <summary>The parts that started before one that could not are stopped again, so that files are closed as after any other run.</summary>
    private static async Task StartAsync(WebApplication worker)
    {
        try
        {
            await worker.StartAsync();
        }
        catch
        {
            await worker.StopAsync();
            throw;
        }
    }
}
