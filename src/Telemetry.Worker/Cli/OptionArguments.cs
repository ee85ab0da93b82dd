using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Cli;

/// <summary>Worker options among the arguments: <c>--Section:Name=value</c> or <c>--Section:Name value</c>.</summary>
internal static class OptionArguments
{
    /// <param name="arguments">What the command itself did not understand.</param>
    /// <param name="mistakes">Takes a sentence for each mistake.</param>
    public static Dictionary<string, string?> Read(IReadOnlyList<string> arguments, ICollection<string> mistakes)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                mistakes.Add($"'{argument}' is not understood; options are written --Section:Name=value, such as --Mqtt:Port=1884.");
                continue;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument[2..] : argument[2..equals];
            if (!name.Contains(':', StringComparison.Ordinal))
                mistakes.Add($"'--{name}' is not understood; worker options have a section, such as --Mqtt:Port=1884, and 'telemetry --help' lists the others.");
            else if (!IsKnownSection(name, out string? hint))
                mistakes.Add($"--{name}: there is no such option; {hint}");
            else if (equals >= 0)
                values[name] = argument[(equals + 1)..];
            else if (i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                values[name] = arguments[++i];
            else
                mistakes.Add($"--{name} needs a value: --{name}=value.");
        }

        return values;
    }

    /// <summary>The environment is full of others' sections; on our command line an unknown one is a mistake.</summary>
    private static bool IsKnownSection(string name, out string? hint)
    {
        string section = name[..name.IndexOf(':', StringComparison.Ordinal)];
        hint = NearestName.Of(section, WorkerOptionsLoader.Sections) is { } nearest
            ? $"did you mean --{nearest}{name[section.Length..]}?"
            : $"known sections are {string.Join(", ", WorkerOptionsLoader.Sections)}.";
        return WorkerOptionsLoader.Sections.Contains(section, StringComparer.OrdinalIgnoreCase);
    }
}
