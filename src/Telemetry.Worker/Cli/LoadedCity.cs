using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Cli;

/// <summary>What a city holds, as programs read it.</summary>
/// <param name="Hash">Of all files, as the journal's <c>city</c> record has it.</param>
/// <param name="Areas">How many.</param>
/// <param name="Sites">How many.</param>
/// <param name="Groups">How many.</param>
/// <param name="Duties">How many.</param>
/// <param name="Systems">Each with its kinds, rules and devices.</param>
internal sealed record LoadedCity(string Hash, int Areas, int Sites, int Groups, int Duties, IReadOnlyList<SystemCount> Systems)
{
    public static LoadedCity Of(City city) =>
        new(city.ContentHash, city.Areas.Count, city.Sites.Count, city.Groups.Count, city.Duties.Count, [.. SystemCount.Of(city)]);
}
