using System.CommandLine;
using Telemetry.Readings.Inventory.People;
using Telemetry.Worker.Duties;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry people</c>: checks the people's file, or prints one with invented people to begin with.</summary>
internal static class PeopleCommand
{
    private static readonly Option<bool> Example = new("--example") { Description = "Print an example for this city to standard output, with invented people; --Data:Folder is not looked at" };

    public static Command Create()
    {
        var command = new Command("people", $"Check {PeopleLoader.FileName} of the data folder, or print an example of it. --City:Folder=DIR and --Data:Folder=DIR say where")
        {
            Example,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            bool wantsExample = parsed.GetValue(Example);
            Preparation prepared = Preparation.Of(parsed, withPeople: !wantsExample);
            if (prepared.Report(parsed.InvocationConfiguration.Error))
                return ExitCode.Mistakes;
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (wantsExample)
            {
                output.Write(PeopleExample.Of(prepared.City!));
                return ExitCode.Success;
            }

            int held = prepared.People.SelectMany(person => person.Duties).Where(duty => !duty.IsDeputy).Select(duty => duty.DutyId).Distinct().Count();
            output.WriteLine($"{Path.Combine(prepared.Options.Data.Folder, PeopleLoader.FileName)}: {prepared.People.Count} people, who hold {held} of {prepared.City!.Duties.Count} duties; no mistakes");
            return ExitCode.Success;
        });
        return command;
    }
}
