using System.CommandLine;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry check</c>: reads options and seeds and names every mistake at once.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var command = new Command("check", "Check the options and the city's files; print every mistake with file, line and column. Exit code 2 when there is one. Worker options follow: --City:Folder=DIR")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            Preparation prepared = Preparation.Of(parsed);
            if (prepared.Report(parsed.InvocationConfiguration.Error))
                return ExitCode.Mistakes;
            parsed.InvocationConfiguration.Output.WriteLine(
                $"{prepared.Options.City.Folder}: {prepared.City!.Systems.Count} systems, {prepared.City.Areas.Count} areas, {prepared.City.Sites.Count} sites, {prepared.City.Devices.Count} devices, {prepared.City.Duties.Count} duties, {prepared.Rules!.Rules.Count} rules; no mistakes");
            return ExitCode.Success;
        });
        return command;
    }
}
