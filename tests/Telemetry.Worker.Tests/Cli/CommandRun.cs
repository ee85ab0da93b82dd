using System.CommandLine;
using Telemetry.Worker.Cli;

namespace Telemetry.Worker.Tests.Cli;

/// <summary>A command of <c>telemetry</c> inside the test: its exit code and what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static Task<CommandRun> OfAsync(params string[] arguments) => OfAsync(arguments, CancellationToken.None);

    public static async Task<CommandRun> OfAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var invocation = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        int exitCode = await CommandLine.RunAsync(arguments, invocation, cancellationToken);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }
}
