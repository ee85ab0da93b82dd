using System.CommandLine;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry journal inspect|verify|export</c>: reads a journal's files without opening it, beside a running worker too.</summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        var inspect = new Command("inspect", "List the segments: records, blocks, positions, damage");
        var verify = new Command("verify", "Check every block; exit code 1 when one is damaged");
        var export = new Command("export", "Print the records as text, one a line");
        var from = new Option<long>("--from") { Description = "First position to print", DefaultValueFactory = _ => 0 };
        var to = new Option<long>("--to") { Description = "Print up to this position, exclusive", DefaultValueFactory = _ => long.MaxValue };
        export.Options.Add(from);
        export.Options.Add(to);
        inspect.SetAction(parsed => With(parsed, folder => Print(parsed.InvocationConfiguration.Output, JournalInspector.Inspect(folder))));
        verify.SetAction(parsed => With(parsed, folder =>
        {
            JournalReport report = JournalInspector.Inspect(folder);
            Print(parsed.InvocationConfiguration.Output, report);
            return report.IsSound ? ExitCode.Success : ExitCode.Failed;
        }));
        export.SetAction(parsed => With(parsed, folder =>
        {
            JournalInspector.Export(folder, parsed.InvocationConfiguration.Output, parsed.GetValue(from), parsed.GetValue(to));
            return ExitCode.Success;
        }));
        var command = new Command("journal", "Look into the journal. --Data:Folder=DIR says where") { inspect, verify, export };
        foreach (Command each in command.Subcommands)
            each.TreatUnmatchedTokensAsErrors = false;
        return command;
    }

    private static int With(ParseResult parsed, Func<string, int> use)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(parsed.InvocationConfiguration.Error))
            return ExitCode.Mistakes;
        try
        {
            return use(Path.Combine(prepared.Options.Data.Folder, "journal", "all"));
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }

    private static int Print(TextWriter output, JournalReport report)
    {
        foreach (SegmentReport segment in report.Segments)
        {
            output.WriteLine($"{segment.File}  records {segment.Records}  blocks {segment.Blocks}  positions {segment.FirstPosition}..{segment.EndPosition}  used {segment.UsedBytes} of {segment.Bytes} B{(segment.IsTornAtEnd ? "  (a commit is cut off at the end)" : "")}");
            if (segment.Problem is { } problem)
                output.WriteLine($"  {problem}");
            foreach (DamagedStretch damage in segment.Damage)
                output.WriteLine($"  damaged: {damage.Bytes} B at {damage.Offset}, {damage.Records} records from position {damage.Position}");
        }

        output.WriteLine($"{report.Folder}: {report.Segments.Count} segments, {report.Records} records, {(report.IsSound ? "sound" : "DAMAGED")}");
        return ExitCode.Success;
    }
}
