using System.Globalization;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.Maintenance;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Silences;

/// <summary>The planned maintenance of the city's files, each time of it as a maintenance of its own.</summary>
internal static class MaintenanceCalendar
{
    /// <summary>What is not over at a moment, by beginning.</summary>
    /// <param name="city">Whose.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    /// <param name="count">Of each item the next so many times.</param>
    public static IReadOnlyList<Silence> Of(City city, long nowMs, int count) =>
        [.. city.Maintenance.SelectMany(item => item.Spans(nowMs, count).Select(span => Of(item, span, nowMs))).OrderBy(silence => silence.StartMs)];

    /// <summary>What is longer than this worker allows.</summary>
    public static IEnumerable<Mistake> TooLong(City city, MaintenanceOptions options) =>
        from item in city.Maintenance
        where item.Length > options.Maximum
        select item.Place.MistakeAt(0, string.Create(
            CultureInfo.InvariantCulture,
            $"maintenance '{item.Id}' lasts {item.Length.TotalHours:0.#} h, longer than Maintenance:Maximum allows ({options.Maximum.TotalHours:0.#} h); split it, or set that option"));

    private static Silence Of(PlannedMaintenance item, MaintenanceSpan span, long nowMs) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"cal-{item.Id}-{DateTimeOffset.FromUnixTimeMilliseconds(span.FromMs):yyyyMMddHHmm}"),
        Kind = SilenceKind.Maintenance,
        Scope = new SilenceScope
        {
            Areas = [.. item.Areas.Select(area => area.Id)],
            Systems = [.. item.Systems.Select(system => system.Id)],
            Sites = [.. item.Sites.Select(site => site.Id)],
            Devices = [.. item.Devices.Select(device => device.Id)],
            Rules = item.Rules,
        },
        StartMs = span.FromMs,
        EndMs = span.UntilMs,
        Reason = $"{item.Reason.Zh} {item.Reason.En}",
        Owner = $"{Silence.Calendar}: {item.Owner.Id}",
        CalendarItem = item.Id,
        CreatedAtMs = nowMs,
    };
}
