namespace Telemetry.Alerting.Escalation;

/// <summary>Ways as files and the API write them.</summary>
public static class WayText
{
    /// <summary><c>call</c>, <c>app</c>, <c>sms</c> or <c>screen</c>.</summary>
    public static Way Parse(string word) => Enum.Parse<Way>(word, ignoreCase: true);

    public static string Of(Way way) => way switch { Way.Call => "call", Way.App => "app", Way.Sms => "sms", _ => "screen" };
}
