using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telemetry.Worker.Cli;

/// <summary>What <c>telemetry check --json</c> prints. Names and meanings stay; further ones may come.</summary>
/// <param name="Good">True when there is no mistake.</param>
/// <param name="Folder">The city's folder.</param>
/// <param name="Mistakes">Every mistake: those of options first, without a file, then those of files.</param>
/// <param name="Loaded">What was loaded; null when there is a mistake.</param>
internal sealed record CheckReport(bool Good, string Folder, IReadOnlyList<ReportedMistake> Mistakes, LoadedCity? Loaded)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static CheckReport Of(Preparation prepared)
    {
        // The last ones are those of the city, as text.
        IEnumerable<ReportedMistake> options = prepared.Mistakes
            .Take(prepared.Mistakes.Count - prepared.CityMistakes.Count)
            .Select(message => new ReportedMistake(null, null, null, message));
        IEnumerable<ReportedMistake> files = prepared.CityMistakes.Select(ReportedMistake.Of);
        return new CheckReport(
            prepared.Mistakes.Count == 0,
            prepared.Options.City.Folder,
            [.. options, .. files],
            prepared.Mistakes.Count == 0 ? LoadedCity.Of(prepared.City!) : null);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Web);
}
