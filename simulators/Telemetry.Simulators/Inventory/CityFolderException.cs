namespace Telemetry.Simulators.Inventory;

/// <summary>The city folder cannot be read; the message holds every mistake, one per line, as file:line:column: text.</summary>
internal sealed class CityFolderException(IReadOnlyList<string> mistakes)
    : Exception(string.Join(Environment.NewLine, mistakes))
{
    public IReadOnlyList<string> Mistakes { get; } = mistakes;
}
