using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Grafana;

/// <summary>Reads the queries of a dashboard's JSON, panels first, then variables, and expands their variables as Grafana does.</summary>
internal static partial class DashboardQueries
{
    public static string Folder => Path.Combine(Repository.Root, "grafana", "dashboards");

    /// <summary>The names of all dashboards, without folder and extension.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static JsonDocument Open(string dashboard) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, dashboard + ".json")));

    public static IReadOnlyList<DashboardQuery> Read(string dashboard, DashboardScope scope)
    {
        using JsonDocument document = Open(dashboard);
        JsonElement[] variables = [.. document.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()];
        HashSet<string> known = [.. variables.Select(variable => Text(variable, "name"))];

        var queries = new List<DashboardQuery>();
        foreach (JsonElement panel in Panels(document.RootElement))
        {
            foreach (JsonElement target in panel.GetProperty("targets").EnumerateArray())
                queries.Add(new DashboardQuery($"{Text(panel, "title")} {Text(target, "refId")}", Expand(Text(target, "query"), known, scope)));
        }

        foreach (JsonElement variable in variables)
            queries.Add(new DashboardQuery("$" + Text(variable, "name"), Expand(Text(variable, "query"), known, scope)));
        return queries;
    }

    /// <summary>The panels that ask for data; rows are only headings.</summary>
    public static IEnumerable<JsonElement> Panels(JsonElement dashboard) =>
        dashboard.GetProperty("panels").EnumerateArray().Where(panel => Text(panel, "type") != "row");

    public static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new InvalidDataException($"{name} is null.");

    /// <exception cref="InvalidDataException">The query uses a variable that the dashboard does not declare.</exception>
    internal static string Expand(string query, IReadOnlySet<string> known, DashboardScope scope) => Variable().Replace(query, match =>
    {
        string name = match.Groups["name"].Value;
        return name switch
        {
            "timeFilter" => string.Create(CultureInfo.InvariantCulture, $"time >= {scope.From.ToUnixTimeMilliseconds()}ms AND time <= {scope.To.ToUnixTimeMilliseconds()}ms"),
            "__interval" => string.Create(CultureInfo.InvariantCulture, $"{(long)scope.Interval.TotalSeconds}s"),
            "__interval_ms" => string.Create(CultureInfo.InvariantCulture, $"{(long)scope.Interval.TotalMilliseconds}"),
            _ when known.Contains(name) => scope.Variables.GetValueOrDefault(name, ".*"),
            _ => throw new InvalidDataException($"The variable ${name} is not declared."),
        };
    });

    [GeneratedRegex(@"\$(?:\{(?<name>\w+)(?::\w+)?\}|(?<name>\w+))", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
