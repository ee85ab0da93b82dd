namespace Telemetry.Alerting.Rules;

/// <summary>Severities as files, interfaces and stores write them.</summary>
public static class SeverityText
{
    /// <summary>The word in lower case, such as <c>high</c>.</summary>
    public static string ToText(this Severity severity) => severity switch
    {
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        Severity.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Not a severity."),
    };

    /// <summary>False when <paramref name="text"/> is none of the four words.</summary>
    public static bool TryParse(string text, out Severity severity)
    {
        (bool known, severity) = text switch
        {
            "low" => (true, Severity.Low),
            "medium" => (true, Severity.Medium),
            "high" => (true, Severity.High),
            "critical" => (true, Severity.Critical),
            _ => (false, default),
        };
        return known;
    }
}
