namespace Telemetry.Alerting.Tests;

/// <summary>Rules that several tests use.</summary>
internal static class TestRules
{
    public const string LowPressure = """
        - id: low
          when: pressure < 0.3
          clear: pressure >= 0.35
          for: 60s
          severity: high
          title: { zh: 压力低, en: Pressure low }
        """;

    public const string Silent = """
        - id: silent
          absent: 3 intervals
          severity: medium
          title: { zh: 无数据, en: Silent }
        """;

    public const string Intruder = """
        - id: person
          event: [intrusion, in-water]
          where: confidence >= 0.6
          merge: zone within 60s
          clear-event: cleared
          clear-after: 10m
          severity: critical
          life-safety: true
          title: { zh: 有人, en: Person in zone }
          advice: { zh: 前往现场, en: Go there }
        """;

    public static string When(string condition, string more = "") => $$"""
        - id: rule
          when: {{condition}}
          severity: {{Severity(more)}}
          title: { zh: 规则, en: Rule }
        {{string.Join('\n', more.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "  " + line))}}
        """;

    public static string OnEvent(string more) => $$"""
        - id: rule
          event: intrusion
          severity: {{Severity(more)}}
          title: { zh: 规则, en: Rule }
        {{string.Join('\n', more.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => "  " + line))}}
        """;

    /// <summary>Low, which what is about lives may not be.</summary>
    private static string Severity(string more) => more.Contains("life-safety: true", StringComparison.Ordinal) ? "high" : "low";
}
