using System.Globalization;
using Telemetry.Worker.Duties;

namespace Telemetry.Worker.Cli;

/// <summary>Prints who answers.</summary>
internal static class DutyText
{
    private const int LabelWidth = 12;

    public static void Write(TextWriter output, DutyAnswer answer, int people)
    {
        Line(output, "device", $"{answer.Device}  {answer.TitleZh} / {answer.TitleEn}  (system {answer.System}, area {answer.Area})");
        Line(output, "at", $"{answer.LocalTime} {answer.TimeZone}  ({answer.At})");
        if (people == 0)
            Line(output, "people", "none: there is no people.yaml in the data folder, so roles are called");
        if (answer.Levels.Count == 0)
            Line(output, "nobody", $"no duty of area {answer.Area} or above answers for {answer.System}");
        for (int i = 0; i < answer.Levels.Count; i++)
            Level(output, i + 1, answer.Levels[i]);
        output.WriteLine();
        foreach (LadderItem ladder in answer.Severities.Concat(answer.Rules))
            Ladder(output, ladder);
    }

    private static void Level(TextWriter output, int number, DutyItem level)
    {
        output.WriteLine();
        Line(output, $"level {number}", $"{level.Duty}  {level.RoleZh} / {level.RoleEn}");
        Line(output, "", $"{level.AreaLevel} {level.Area}{(level.Post is null ? "" : $", post {level.Post}")}, {(level.Shift is null ? "day and night" : $"shift {level.Shift} {level.Hours}")}");
        Line(output, "  holders", level.Holders.Count == 0 ? "nobody known: the role is called" : People(level.Holders));
        if (level.Deputies.Count > 0 || level.UnheldDeputies.Count > 0)
            Line(output, "  deputies", string.Join("; ", ((string[])[People(level.Deputies), string.Join(", ", level.UnheldDeputies.Select(duty => $"{duty} (by role)"))]).Where(text => text.Length > 0)));
        if (level.Holders.Count == 0 && level.Deputies.Count == 0)
            Line(output, "  WARNING", "neither a holder nor a deputy is a person: the role is called, and with it the next level up that has one");
        Line(output, "  why", $"{level.WhyZh} / {level.WhyEn}");
    }

    private static void Ladder(TextWriter output, LadderItem ladder)
    {
        string what = string.Join(", ", ladder.For);
        if (ladder.Ladder is null)
        {
            output.WriteLine($"{what}: no ladder, nobody is called");
            return;
        }

        output.WriteLine($"{what}: ladder {ladder.Ladder}  {ladder.TitleZh} / {ladder.TitleEn}");
        if (ladder.Steps.Count == 0)
            output.WriteLine("  listed only, nobody is called");
        foreach (LadderStepItem step in ladder.Steps)
            output.WriteLine($"  after {Span(step.AfterSeconds),-5} {string.Join(" + ", step.Call)}  by {string.Join(", ", step.By)}");
        string more = string.Join("; ", ((string[])
        [
            ladder.RepeatSeconds is { } repeat ? $"the last step again every {Span(repeat)}" : "",
            ladder.OnSiteSeconds is { } onSite ? $"on site within {Span(onSite)} of the answer" : "",
            ladder.ReAlarmSeconds is { } again ? $"alarms anew after {Span(again)}" : "",
        ]).Where(text => text.Length > 0));
        if (more.Length > 0)
            output.WriteLine($"  {more}");
    }

    private static string People(IEnumerable<DutyPersonItem> people) => string.Join(", ", people.Select(person =>
        $"{person.Id} {person.NameZh} / {person.NameEn}{(person.Contacts.Count == 0 ? " [no contact]" : $" [{string.Join(", ", person.Contacts)}]")}"));

    private static string Span(double seconds) => seconds switch
    {
        0 => "0s",
        _ when seconds % 3600 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h"),
        _ when seconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds}s"),
    };

    private static void Line(TextWriter output, string label, string text) => output.WriteLine($"{label.PadRight(LabelWidth)}{text}");
}
