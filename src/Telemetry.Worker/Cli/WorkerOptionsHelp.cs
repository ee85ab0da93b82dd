using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Telemetry.Worker.Cli;

/// <summary>The help of a command, with the main worker options where it takes them.</summary>
internal sealed class WorkerOptionsHelp(HelpAction plain) : SynchronousCommandLineAction
{
    private const string Sections = """
        Worker options (--Section:Name=value, or Section__Name in the environment, or appsettings.json):
          --Mqtt:Mode=embedded          embedded: the worker is the broker; external: it subscribes to another one
          --Mqtt:Host=127.0.0.1         address to listen on, or the other broker
          --Mqtt:Port=1883
          --Store:Kind=sqlite           sqlite, influxdb1, influxdb2 or victoriametrics
          --Store:Url=URL               address of the store, unless it is sqlite
          --Journal:Linger=5ms          least time between two writes to the disk
          --Notifications:Webhook:Url=URL
          --Console:Url=http://127.0.0.1:8080
          --City:Folder=seeds           what is watched: systems, devices, rules
          --Data:Folder=data            journal, databases, tokens, pictures
          --Clock:Speed=1               a faster clock, for simulated cities

        docs/operations.md lists them all, with default, range and unit.

        """;

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        bool takesWorkerOptions = !command.TreatUnmatchedTokensAsErrors;

        // Or the help tells of "additional arguments passed to the application that is being run", which nobody understands.
        command.TreatUnmatchedTokensAsErrors = true;
        int code = plain.Invoke(parseResult);
        if (takesWorkerOptions)
            parseResult.InvocationConfiguration.Output.WriteLine(Sections);
        return code;
    }
}
