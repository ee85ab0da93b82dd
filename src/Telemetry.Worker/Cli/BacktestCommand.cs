using System.CommandLine;
using Spectre.Console;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Backtest;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry backtest</c>: the same engine over what was recorded, with the same or other rules.</summary>
internal static class BacktestCommand
{
    private static readonly Option<string> Input = new("--input") { Description = "What was recorded: a journal's folder or a data folder (also of a running worker), or a line-protocol file (.lp, .lp.gz)", Required = true };
    private static readonly Option<string?> City = new("--city") { Description = "The city's folder; without it the cities that the worker kept beside the journal, for a line-protocol file --City:Folder" };
    private static readonly Option<string[]> Rules = new("--rules") { Description = "A system file that takes the place of that system; may be given several times" };
    private static readonly Option<string[]> Compare = new("--compare") { Description = "Judge by other rules too and show what differs: a system file (several times), or a city's folder" };
    private static readonly Option<string?> From = new("--from") { Description = "Figures begin here: RFC 3339, or a date or time in the city's time zone" };
    private static readonly Option<string?> To = new("--to") { Description = "Figures end before this moment" };
    private static readonly Option<string> WarmUp = new("--warm-up") { Description = "How much before --from is judged too, so that windows are full", DefaultValueFactory = _ => "25h" };
    private static readonly Option<int> Operators = new("--operators") { Description = "Among how many people the alarms are shared, 1 to 1000", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Tick = new("--tick") { Description = "Data time between two looks at silent devices in a line-protocol file", DefaultValueFactory = _ => "5s" };
    private static readonly Option<string> Outage = new("--outage") { Description = "When a line-protocol file has nothing of anybody for longer, nothing was recorded and nobody is silent", DefaultValueFactory = _ => "10m" };
    private static readonly Option<int> MaximumIncidents = new("--maximum-incidents") { Description = "Incidents that are kept; more are only counted, 1 to 10000000", DefaultValueFactory = _ => 100_000 };
    private static readonly Option<int> SortMemory = new("--sort-memory") { Description = "MiB for sorting a line-protocol file that is not in order; more goes to temporary files, 1 to 65536", DefaultValueFactory = _ => 256 };
    private static readonly Option<string> Zone = new("--time-zone") { Description = "The city's time zone", DefaultValueFactory = _ => MomentText.CityZone };
    private static readonly Option<int> Rows = new("--rows") { Description = "Rows that a table has at most, 1 to 100000", DefaultValueFactory = _ => 20 };
    private static readonly Option<bool> Json = new("--json") { Description = "Print everything as one JSON object (docs/backtest.md)" };

    public static Command Create()
    {
        var command = new Command("backtest", "Replay what was recorded under these or other rules: incidents, counts, alarms per operator against ISA-18.2, what differs")
        {
            Input, City, Rules, Compare, From, To, WarmUp, Operators, Tick, Outage, MaximumIncidents, SortMemory, Zone, Rows, Json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(error))
            return Task.FromResult(ExitCode.Mistakes);

        // A replay has the thread for itself until it is done; Ctrl-C comes through the token.
        return Task.Run(
            () =>
            {
                try
                {
                    BacktestResult result = Prepare(parsed, prepared, out TimeZoneInfo zone).Run(new BacktestProgress(error, TimeProvider.System, cancellationToken));
                    Print(parsed, result, zone);
                    return ExitCode.Success;
                }
                catch (BacktestException e)
                {
                    foreach (string mistake in e.Mistakes)
                        error.WriteLine(VisibleText.Of(mistake));
                    return e.IsOfInput ? ExitCode.Failed : ExitCode.Mistakes;
                }
                catch (OperationCanceledException)
                {
                    error.WriteLine("Stopped; nothing was changed.");
                    return ExitCode.Failed;
                }
                catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
                {
                    error.WriteLine(VisibleText.Of(e.Message));
                    return ExitCode.Failed;
                }
            },
            CancellationToken.None);
    }

    private static BacktestRun Prepare(ParseResult parsed, Preparation prepared, out TimeZoneInfo zone)
    {
        var mistakes = new List<string>();
        BacktestSettings settings = Settings(parsed, mistakes, out zone);
        if (mistakes.Count > 0)
            throw new BacktestException(mistakes);
        var recording = Recording.Of(parsed.GetRequiredValue(Input), out string? kept);
        RuleText[] rules = [.. (parsed.GetValue(Rules) ?? []).Select(RuleText.Read)];
        string? folder = parsed.GetValue(City);
        CityLibrary library = folder is null && kept is not null
            ? CityLibrary.Kept(kept, rules)
            : CityLibrary.Given(folder ?? prepared.Options.City.Folder, rules);
        return new BacktestRun(recording, library, Other(parsed.GetValue(Compare) ?? [], library), settings, TimeProvider.System);
    }

    private static CityLibrary? Other(string[] paths, CityLibrary library)
    {
        if (paths.Length == 0)
            return null;
        if (!paths.Any(Directory.Exists))
            return library.With([.. paths.Select(RuleText.Read)]);
        return paths.Length == 1
            ? CityLibrary.Given(paths[0], [])
            : throw new BacktestException("--compare takes one city's folder, or one or more system files, not both.");
    }

    private static BacktestSettings Settings(ParseResult parsed, List<string> mistakes, out TimeZoneInfo zone)
    {
        if (!MomentText.TryFindZone(parsed.GetRequiredValue(Zone), out zone))
            mistakes.Add($"--time-zone {parsed.GetRequiredValue(Zone)}: this machine does not know such a zone; write one such as {MomentText.CityZone}.");
        long? from = Moment(parsed, From, zone, mistakes);
        long? to = Moment(parsed, To, zone, mistakes);
        if (from >= to)
            mistakes.Add($"--from {parsed.GetValue(From)} is not before --to {parsed.GetValue(To)}.");
        Number(parsed, Rows, 100_000, mistakes);
        return new BacktestSettings
        {
            FromMs = from,
            ToMs = to,
            WarmUp = Duration(parsed, WarmUp, TimeSpan.Zero, TimeSpan.FromDays(366), mistakes),
            Operators = Number(parsed, Operators, 1_000, mistakes),
            Tick = Duration(parsed, Tick, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15), mistakes),
            Outage = Duration(parsed, Outage, TimeSpan.FromSeconds(1), TimeSpan.FromDays(366), mistakes),
            MaximumIncidents = Number(parsed, MaximumIncidents, 10_000_000, mistakes),
            SortBytes = (long)Number(parsed, SortMemory, 65_536, mistakes) << 20,
        };
    }

    private static long? Moment(ParseResult parsed, Option<string?> option, TimeZoneInfo zone, List<string> mistakes)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        if (MomentText.TryRead(text, zone, out long unixMs))
            return unixMs;
        mistakes.Add($"{option.Name} {text}: cannot be read; write RFC 3339 such as 2026-01-15T08:00:00+08:00, or a date such as 2026-01-15 in the city's time zone.");
        return null;
    }

    private static TimeSpan Duration(ParseResult parsed, Option<string> option, TimeSpan least, TimeSpan most, List<string> mistakes)
    {
        string text = parsed.GetRequiredValue(option);
        if (text == "0" && least == TimeSpan.Zero)
            return TimeSpan.Zero;
        if (TimeText.TryReadDuration(text, out TimeSpan duration) && duration >= least && duration <= most)
            return duration;
        mistakes.Add($"{option.Name} {text}: has to be a duration from {Options.DurationConverter.Format(least)} to {Options.DurationConverter.Format(most)}, such as {option.GetDefaultValue()}.");
        return TimeSpan.FromSeconds(1);
    }

    private static int Number(ParseResult parsed, Option<int> option, int most, List<string> mistakes)
    {
        int number = parsed.GetValue(option);
        if (number >= 1 && number <= most)
            return number;
        mistakes.Add($"{option.Name} {number}: has to be from 1 to {most}.");
        return 1;
    }

    private static void Print(ParseResult parsed, BacktestResult result, TimeZoneInfo zone)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(BacktestJson.ToText(BacktestJson.Of(result)));
            return;
        }

        bool isTerminal = ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = 200;
        new BacktestTables(console, zone, parsed.GetValue(Rows)).Print(result);
    }
}
