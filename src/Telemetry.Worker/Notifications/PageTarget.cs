namespace Telemetry.Worker.Notifications;

/// <summary>Whom an entry of the outbox calls, as the levels of an MQTT topic. Every one has a slash, which no id of a device has.</summary>
internal static class PageTarget
{
    public const string ScreenPrefix = "screen/";

    public static string Person(string id) => $"person/{Level(id)}";

    public static string Duty(string id) => $"duty/{Level(id)}";

    /// <summary>Nobody is named: whoever answers in the area.</summary>
    public static string Area(string id) => $"area/{Level(id)}";

    /// <summary>One incident on the screen of an area.</summary>
    public static string Screen(string areaId, string incidentId) => $"{ScreenPrefix}{Level(areaId)}/{Level(incidentId)}";

    public static bool IsOne(string target) => target.Contains('/', StringComparison.Ordinal);

    /// <summary>A call to somebody, with the numbers under which they are reached.</summary>
    public static bool IsCall(string target) => IsOne(target) && !IsScreen(target);

    public static bool IsScreen(string target) => target.StartsWith(ScreenPrefix, StringComparison.Ordinal);

    /// <summary>An id cannot leave its level, whatever somebody called a person.</summary>
    private static string Level(string id) => Uri.EscapeDataString(id);
}
