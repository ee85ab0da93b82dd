using System.CommandLine;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry run</c>: the worker.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Run the worker until Ctrl-C or SIGTERM. Worker options follow: --Mqtt:Port=1884 --Data:Folder=DIR; docs/operations.md lists them all")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(async (parsed, _) =>
        {
            Preparation prepared = Preparation.Of(parsed);
            if (prepared.Report(parsed.InvocationConfiguration.Error))
                return ExitCode.Mistakes;
            try
            {
                await using WebApplication worker = WorkerHost.Build(prepared.Options, prepared.City!, prepared.Rules!);
                await worker.RunAsync();
                return worker.Services.GetRequiredService<StopReason>().IsFailure ? ExitCode.Failed : ExitCode.Success;
            }
            catch (StartException e)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return ExitCode.Failed;
            }
        });
        return command;
    }
}
