using System.CommandLine;
using Telemetry.Worker.Backups;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry restore</c>: makes a data folder of a backup, or only checks one.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var from = new Option<string>("--from") { Description = "The backup", Required = true };
        var check = new Option<bool>("--check") { Description = "Only read the backup and check every byte of it; nothing is written" };
        var command = new Command("restore", "Make a data folder of a backup. The folder has to be missing or empty; --Data:Folder=DIR says where") { from, check };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => BackupCommand.WithAsync(parsed, async options =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            string archive = parsed.GetRequiredValue(from);
            if (parsed.GetValue(check))
            {
                BackupCommand.Print(output, await new ArchiveReader(archive).ReadAsync(into: null, _ => { }, cancellationToken));
                await output.WriteLineAsync($"{archive}: whole; nothing was written.");
                return;
            }

            var run = new RestoreRun(archive, options.Data.Folder, options.Journal.SegmentBytes, TimeProvider.System);
            BackupCommand.Print(output, await run.RunAsync(cancellationToken));
            await output.WriteLineAsync($"{Path.GetFullPath(options.Data.Folder)}: restored. New records get positions {RestoredJournal.Margin} further on, so that no number is given twice; start the worker.");
        }));
        return command;
    }
}
