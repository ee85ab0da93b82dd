using Telemetry.Alerting.Silences;

namespace Telemetry.Worker.Silences;

/// <summary>A scope in one line, for logs, lists and comparisons.</summary>
internal static class ScopeText
{
    public static string Of(SilenceScope scope) => string.Join("; ", Parts(scope));

    private static IEnumerable<string> Parts(SilenceScope scope)
    {
        foreach ((string name, IReadOnlyList<string> ids) in Lists(scope))
        {
            if (ids.Count > 0)
                yield return $"{name} {string.Join(", ", ids)}";
        }
    }

    public static IReadOnlyList<(string Name, IReadOnlyList<string> Ids)> Lists(SilenceScope scope) =>
        [("area", scope.Areas), ("system", scope.Systems), ("site", scope.Sites), ("device", scope.Devices), ("rule", scope.Rules)];
}
