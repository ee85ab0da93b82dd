using System.CommandLine;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry check</c>: reads options and seeds and names every mistake at once.</summary>
internal static class CheckCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print mistakes and what was loaded as one JSON object, for editors and CI" };

    public static Command Create()
    {
        var command = new Command("check", "Check the options and the city's files; print every mistake with file, line and column. Exit code 2 when there is one. Worker options follow: --City:Folder=DIR")
        {
            Json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => Check(parsed, Preparation.Of(parsed)));
        return command;
    }

    private static int Check(ParseResult parsed, Preparation prepared)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
            output.WriteLine(CheckReport.Of(prepared).ToJson());
        else if (!prepared.Report(parsed.InvocationConfiguration.Error))
            Summarize(prepared, output);
        return prepared.Mistakes.Count == 0 ? ExitCode.Success : ExitCode.Mistakes;
    }

    private static void Summarize(Preparation prepared, TextWriter output)
    {
        City city = prepared.City!;
        foreach (SystemCount system in SystemCount.Of(city))
            output.WriteLine(system);
        output.WriteLine(
            $"{prepared.Options.City.Folder}: {city.Systems.Count} systems, {city.Areas.Count} areas, {city.Sites.Count} sites, {city.Devices.Count} devices, {city.Groups.Count} groups, {city.Duties.Count} duties, {prepared.Rules!.Rules.Count} rules{(prepared.People.Count == 0 ? "" : $", {prepared.People.Count} people")}; no mistakes");
    }
}
