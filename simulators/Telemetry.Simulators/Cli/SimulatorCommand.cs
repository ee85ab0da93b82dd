using System.CommandLine;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Running;

namespace Telemetry.Simulators.Cli;

/// <summary>The command line: options, their help texts and their limits.</summary>
internal static class SimulatorCommand
{
    public const int Success = 0;
    public const int BadUsage = 2;

    private static readonly Option<string> City = new("--city") { Description = "City folder: systems/*.yaml and city/*.yaml.", DefaultValueFactory = _ => "./seeds", HelpName = "DIR" };
    private static readonly Option<string> Host = new("--host") { Description = "The broker's address.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<int> Port = new("--port") { Description = "The broker's port, 1 to 65535.", DefaultValueFactory = _ => 1883 };
    private static readonly Option<string> Root = new("--root") { Description = "First level of every topic.", DefaultValueFactory = _ => "city" };
    private static readonly Option<string?> User = new("--user") { Description = "User name at the broker; anonymous without." };
    private static readonly Option<string?> Password = new("--password") { Description = "Password at the broker. Other users of this machine can see it; better use --password-file." };
    private static readonly Option<string?> PasswordFile = new("--password-file") { Description = "File whose first line is the password.", HelpName = "FILE" };
    private static readonly Option<ulong> Seed = new("--seed") { Description = "Seed: the same seed and start give the same values.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<double> Speed = new("--speed") { Description = "How much faster than real time, 0.01 to 100000. Give the worker the same speed and anchor.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<long?> Anchor = new("--anchor") { Description = "Moment at which simulated and real time are the same, Unix milliseconds. Default: the start.", HelpName = "UNIX_MS" };
    private static readonly Option<double> IntervalScale = new("--interval-scale") { Description = "Factor on every sampling interval, 0.001 to 1000; 0.1 samples ten times as often.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private static readonly Option<string[]> Systems = new("--systems") { Description = "Only these systems, separated by commas, such as heating,cabin. Default: all.", HelpName = "IDS" };
    private static readonly Option<bool> IncludePlanned = new("--include-planned") { Description = "Devices that are only planned speak as well: the whole city." };
    private static readonly Option<string[]> Faults = new("--fault")
    {
        Description = "Something that goes wrong by itself, in simulated time after the start, for example leak:hs-0007@60s, leak=0.3:hs-0007@10m+2h, "
            + "intrusion:cam-09@30s, trapped:lift-00001@1m, silent:hs-0002@5m+10m. May be given several times. Kinds: "
            + string.Join(", ", Fault.KindNames) + ". At run time: publish {\"kind\":\"leak\"} to sim/DEVICE/fault.",
        HelpName = ScheduledFault.Syntax,
    };
    private static readonly Option<string?> ReadyFile = new("--ready-file") { Description = "Write this file once all devices are connected.", HelpName = "FILE" };
    private static readonly Option<double?> For = new("--for") { Description = "Stop after so many seconds of real time. Default: run until Ctrl-C or SIGTERM.", HelpName = "SECONDS" };

    /// <param name="makeConnector">Makes the way to the broker.</param>
    /// <param name="real">The clock on the wall.</param>
    /// <param name="output">Takes what happens.</param>
    /// <param name="error">Takes warnings and errors.</param>
    public static RootCommand Create(Func<SimulatorOptions, IConnector> makeConnector, TimeProvider real, TextWriter output, TextWriter error)
    {
        var command = new RootCommand(
            "The devices of the simulated city, of all its twelve systems; those of a site that would share a gateway share a connection. "
            + "It is always weather of the heating season.")
        {
            City, Host, Port, Root, User, Password, PasswordFile, Seed, Speed, Anchor, IntervalScale, Systems, IncludePlanned, Faults, ReadyFile, For,
        };
        Systems.AllowMultipleArgumentsPerToken = true;
        Faults.AllowMultipleArgumentsPerToken = true;
        command.SetAction(async (arguments, cancellationToken) =>
        {
            try
            {
                SimulatorOptions options = Read(arguments);
                var reporter = new ConsoleReporter(output, error, real);
                await new SimulatorRun(options, makeConnector(options), real, reporter).RunAsync(cancellationToken).ConfigureAwait(false);
                return Success;
            }
            catch (Exception e) when (e is UsageException or CityFolderException or IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync(e.Message).ConfigureAwait(false);
                return BadUsage;
            }
        });
        return command;
    }

    /// <exception cref="UsageException">A value is outside its range; names every such option.</exception>
    private static SimulatorOptions Read(ParseResult arguments)
    {
        var problems = new List<string>();
        Check(problems, arguments.GetValue(Port) is >= 1 and <= 65535, "--port must be 1 to 65535");
        Check(problems, arguments.GetValue(Speed) is >= 0.01 and <= 100_000, "--speed must be 0.01 to 100000");
        Check(problems, arguments.GetValue(IntervalScale) is >= 0.001 and <= 1000, "--interval-scale must be 0.001 to 1000");
        Check(problems, arguments.GetValue(For) is null or (> 0 and <= 1e7), "--for must be more than 0 seconds");
        Check(problems, arguments.GetValue(Anchor) is null or (>= 0 and <= 253_402_300_799_000), "--anchor must be Unix milliseconds");
        string root = arguments.GetValue(Root)!;
        Check(problems, root.Length > 0 && root.AsSpan().IndexOfAny("+#/\0") < 0, "--root must be one level of a topic, without + # /");
        Check(
            problems,
            arguments.GetValue(Password) is null || arguments.GetValue(PasswordFile) is null,
            "--password and --password-file contradict each other");
        if (arguments.GetValue(ReadyFile) is { } ready)
            Check(problems, Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(ready))), $"--ready-file: the folder of '{ready}' does not exist");
        var faults = new List<ScheduledFault>();
        foreach (string text in arguments.GetValue(Faults) ?? [])
        {
            if (ScheduledFault.TryParse(text, out ScheduledFault? fault) is { } problem)
                problems.Add("--fault: " + problem);
            else
                faults.Add(fault!);
        }

        if (problems.Count > 0)
            throw new UsageException(string.Join(Environment.NewLine, problems));
        return new SimulatorOptions
        {
            City = arguments.GetValue(City)!,
            Host = arguments.GetValue(Host)!,
            Port = arguments.GetValue(Port),
            Root = root,
            User = arguments.GetValue(User),
            Password = arguments.GetValue(PasswordFile) is { } file ? File.ReadLines(file).FirstOrDefault("") : arguments.GetValue(Password),
            Seed = arguments.GetValue(Seed),
            Speed = arguments.GetValue(Speed),
            AnchorMs = arguments.GetValue(Anchor),
            IntervalScale = arguments.GetValue(IntervalScale),
            Systems = [.. (arguments.GetValue(Systems) ?? []).SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            IncludePlanned = arguments.GetValue(IncludePlanned),
            Faults = faults,
            ReadyFile = arguments.GetValue(ReadyFile),
            For = arguments.GetValue(For) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static void Check(List<string> problems, bool holds, string problem)
    {
        if (!holds)
            problems.Add(problem);
    }
}
