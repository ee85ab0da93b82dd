using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Telemetry.Worker.Cli;

/// <summary>The commands of <c>telemetry</c>.</summary>
internal static class CommandLine
{
    /// <summary>Worker options may stand anywhere; they go to the end, where no command takes one for its own argument.</summary>
    public static ParseResult Parse(IEnumerable<string> arguments) => Create().Parse([.. arguments.OrderBy(IsWorkerOption)]);

    /// <summary>Runs a command; its exit code. What the command line itself does not understand is a mistake like others.</summary>
    public static async Task<int> RunAsync(IEnumerable<string> arguments, InvocationConfiguration invocation, CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Parse(arguments);
        int exitCode = await parsed.InvokeAsync(invocation, cancellationToken);
        return parsed.Action is ParseErrorAction ? ExitCode.Mistakes : exitCode;
    }

    private static RootCommand Create()
    {
        var root = new RootCommand("Telemetry: watches a city's devices over MQTT, stores what they say, and makes sure a person answers an alarm.")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            ReloadCommand.Create(),
            PageMeCommand.Create(),
            BrokerCommand.Create(),
            JournalCommand.Create(),
            BacktestCommand.Create(),
            QuarantineCommand.Create(),
            DutyCommand.Create(),
            PeopleCommand.Create(),
            MqttUserCommand.Create(),
            UserCommand.Create(),
            TokenCommand.Create(),
            AuditCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
        };
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new WorkerOptionsHelp((HelpAction)help.Action!);
        return root;
    }

    /// <summary><c>--Section:Name=value</c>.</summary>
    private static bool IsWorkerOption(string argument)
    {
        int colon = argument.IndexOf(':', StringComparison.Ordinal);
        return argument.StartsWith("--", StringComparison.Ordinal) && colon > 0 && argument.IndexOf('=', StringComparison.Ordinal) > colon;
    }
}
