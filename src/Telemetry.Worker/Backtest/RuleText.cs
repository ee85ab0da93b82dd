using System.Text;
using System.Text.RegularExpressions;

namespace Telemetry.Worker.Backtest;

/// <summary>A system file that takes the place of that system in a city.</summary>
/// <param name="Name">How mistakes name it: the path that the user gave.</param>
/// <param name="System">The system's id.</param>
/// <param name="Text">The YAML.</param>
internal sealed partial record RuleText(string Name, string System, string Text)
{
    /// <summary>Far more than any system has; the city's files have a limit of their own.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    /// <exception cref="BacktestException">It does not say which system it is.</exception>
    public static RuleText Of(string name, string text) => SystemLine().Match(text) is { Success: true } match
        ? new RuleText(name, match.Groups["id"].Value, text)
        : throw new BacktestException($"{name}: this is no system file: no line says 'system: ID'. Give a whole file such as seeds/systems/heating.yaml with other rules.");

    /// <exception cref="BacktestException">It cannot be read.</exception>
    public static RuleText Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumBytes })
                throw new BacktestException($"{path}: is larger than {MaximumBytes / 1024 / 1024} MiB.");
            return Of(path, File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new BacktestException($"{path}: cannot be read: {e.Message}");
        }
    }

    [GeneratedRegex("""^system:[ \t]*["']?(?<id>[a-z0-9-]{1,64})["']?[ \t]*(#.*)?\r?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex SystemLine();
}
