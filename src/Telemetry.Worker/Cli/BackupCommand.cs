using System.CommandLine;
using Microsoft.Data.Sqlite;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Backups;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry backup</c>: everything in the data folder in one file, also while the worker runs.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "The file to write; compressed when it ends in .gz", Required = true };
        var force = new Option<bool>("--force") { Description = "Replace the file if it is there" };
        var command = new Command("backup", "Copy everything in the data folder into one tar file, also while the worker runs. --Data:Folder=DIR says where. The file holds secrets: tokens, keys, password hashes")
        {
            to, force,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => WithAsync(parsed, async options =>
        {
            var run = new BackupRun(options.Data.Folder, parsed.GetRequiredValue(to), TimeProvider.System);
            BackupManifest manifest = await run.RunAsync(parsed.GetValue(force), cancellationToken);
            TextWriter output = parsed.InvocationConfiguration.Output;
            Print(output, manifest);
            await output.WriteLineAsync($"{Path.GetFullPath(parsed.GetRequiredValue(to))}: written, readable by you only. It holds secrets (tokens, keys, password hashes) and pictures of people: keep it as you keep those.");
        }));
        return command;
    }

    /// <summary>What an archive holds, for people.</summary>
    public static void Print(TextWriter output, BackupManifest manifest)
    {
        foreach (BackupJournal journal in manifest.Journals)
        {
            string damage = journal.DamagedStretches == 0 ? "sound" : $"{journal.DamagedStretches} stretches were damaged before it was copied";
            output.WriteLine(VisibleText.Of($"{journal.Folder}  records {journal.Records}  positions {journal.FirstPosition}..{journal.EndPosition}  {damage}"));
        }

        foreach (BackupCursor cursor in manifest.Cursors)
            output.WriteLine(VisibleText.Of($"{cursor.File}  has read up to {cursor.Position}"));
        output.WriteLine(VisibleText.Of($"{manifest.Files.Count} files, {manifest.Bytes} bytes, made by telemetry {manifest.Program} at {manifest.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}"));
    }

    /// <summary>Runs with the options, or tells what is wrong.</summary>
    public static async Task<int> WithAsync(ParseResult parsed, Func<Options.WorkerOptions, Task> use)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(parsed.InvocationConfiguration.Error))
            return ExitCode.Mistakes;
        try
        {
            await use(prepared.Options);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is BackupException or JournalException or SqliteException or IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(VisibleText.Of(e.Message));
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("Stopped; nothing was left behind.");
            return ExitCode.Failed;
        }
    }
}
