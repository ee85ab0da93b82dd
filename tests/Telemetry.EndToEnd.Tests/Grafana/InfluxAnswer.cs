using System.Text.Json;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>What a panel would see of an answer.</summary>
/// <param name="Rows">Rows over all series.</param>
/// <param name="EmptyColumns">Columns that are null in every row of every series: a field that nobody writes.</param>
internal sealed record InfluxAnswer(int Rows, IReadOnlyList<string> EmptyColumns)
{
    /// <exception cref="InvalidOperationException">The answer is an error.</exception>
    public static InfluxAnswer Read(JsonElement answer)
    {
        if (answer.TryGetProperty("error", out JsonElement refused) || answer.GetProperty("results")[0].TryGetProperty("error", out refused))
            throw new InvalidOperationException(refused.GetString());
        if (!answer.GetProperty("results")[0].TryGetProperty("series", out JsonElement series))
            return new InfluxAnswer(0, []);

        int rows = 0;
        var filled = new Dictionary<string, bool>();
        foreach (JsonElement one in series.EnumerateArray())
        {
            string[] columns = [.. one.GetProperty("columns").EnumerateArray().Select(column => column.GetString()!)];
            foreach (JsonElement row in one.GetProperty("values").EnumerateArray())
            {
                rows++;
                for (int i = 0; i < columns.Length; i++)
                    filled[columns[i]] = filled.GetValueOrDefault(columns[i]) || row[i].ValueKind != JsonValueKind.Null;
            }
        }

        return new InfluxAnswer(rows, [.. filled.Where(column => !column.Value).Select(column => column.Key)]);
    }
}
