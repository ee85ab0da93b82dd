using System.Globalization;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What was typed into the form of a silence, to be shown again beside its preview. Texts are as they were typed.</summary>
public sealed record SilenceForm
{
    private const double MaximumHours = 8_760;

    public bool IsMaintenance { get; init; }

    public string Area { get; init; } = "";

    public string System { get; init; } = "";

    /// <summary>Ids between commas or blanks; so are the next two.</summary>
    public string Sites { get; init; } = "";

    public string Devices { get; init; } = "";

    public string Rules { get; init; } = "";

    /// <summary>On the city's clocks; empty for now.</summary>
    public string Start { get; init; } = "";

    public string Hours { get; init; } = "1";

    public string Reason { get; init; } = "";

    public bool ExceptLifeSafety { get; init; }

    public static SilenceForm Of(IFormCollection form) => new()
    {
        IsMaintenance = form["kind"] == "maintenance",
        Area = form["area"].ToString(),
        System = form["system"].ToString(),
        Sites = form["sites"].ToString(),
        Devices = form["devices"].ToString(),
        Rules = form["rules"].ToString(),
        Start = form["start"].ToString().Trim(),
        Hours = form["hours"].ToString().Trim(),
        Reason = form["reason"].ToString(),
        ExceptLifeSafety = form["except"] == "true",
    };

    /// <summary>The order; null with the mistake when it cannot be understood.</summary>
    internal SilenceOrder? Order(City city, long nowMs, out string? mistake)
    {
        mistake = null;
        if (!double.TryParse(Hours, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double hours) || hours is <= 0 or > MaximumHours)
        {
            mistake = $"'hours' has to be a number up to {MaximumHours}";
            return null;
        }

        long? startMs = null;
        if (Start.Length > 0)
        {
            if (!DateTime.TryParseExact(Start, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            {
                mistake = "'start' has to be a time such as 2026-11-15T06:00";
                return null;
            }

            TimeZoneInfo zone = city.Alarms.TimeZone;
            startMs = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
        }

        return new SilenceOrder(
            IsMaintenance ? SilenceKind.Maintenance : SilenceKind.Silence,
            new SilenceScope { Areas = Ids(Area), Systems = Ids(System), Sites = Ids(Sites), Devices = Ids(Devices), Rules = Ids(Rules) },
            startMs, (startMs ?? nowMs) + (long)TimeSpan.FromHours(hours).TotalMilliseconds, Reason, ExceptLifeSafety);
    }

    private static string[] Ids(string text) => text.Split([',', ' ', ';', '，', '；', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
