using System.Text.Json;

namespace Telemetry.Worker.Cli;

/// <summary>Where options come from, later ones win: <c>appsettings.json</c> beside the program, the one in the current folder, the environment, the command line.</summary>
internal static class OptionSources
{
    private const string FileName = "appsettings.json";

    public static IReadOnlyList<string> Files { get; } = [Path.Combine(AppContext.BaseDirectory, FileName), Path.GetFullPath(FileName)];

    /// <param name="files">JSON files with full paths, of which any may be missing.</param>
    /// <param name="arguments">Options of the command line.</param>
    /// <param name="mistakes">Takes a sentence for each file that cannot be read; the others are read all the same.</param>
    public static IConfiguration Read(IEnumerable<string> files, Dictionary<string, string?> arguments, ICollection<string> mistakes)
    {
        var builder = new ConfigurationBuilder();
        foreach (string file in files.Where(file => CanRead(file, mistakes)))
            builder.AddJsonFile(file, optional: true);
        return builder.AddEnvironmentVariables().AddInMemoryCollection(arguments).Build();
    }

    private static bool CanRead(string file, ICollection<string> mistakes)
    {
        try
        {
            new ConfigurationBuilder().AddJsonFile(file, optional: true).Build();
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Exception cause = e.GetBaseException();
            string place = cause is JsonException { LineNumber: { } line, BytePositionInLine: { } column } ? $"{file}:{line + 1}:{column + 1}" : file;
            mistakes.Add($"{place}: cannot be read: {cause.Message}");
            return false;
        }
    }
}
