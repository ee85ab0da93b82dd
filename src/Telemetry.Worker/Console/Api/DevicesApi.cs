using System.Globalization;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Pages;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary>A device in a list.</summary>
/// <param name="Id">Unique in the city.</param>
/// <param name="System">The system's id.</param>
/// <param name="Kind">The kind's id within the system.</param>
/// <param name="Area">The id of its own area, as in its topic.</param>
/// <param name="Site">The id of its site.</param>
/// <param name="State">planned, commissioning, in-service or retired.</param>
/// <param name="TitleZh">For people.</param>
/// <param name="TitleEn">For people.</param>
/// <param name="Online">What it or its will last said; null when neither has.</param>
/// <param name="LastSeen">RFC 3339; null when it never spoke.</param>
/// <param name="AgeSeconds">Since <paramref name="LastSeen"/>.</param>
/// <param name="Stale">True when three reports are missing.</param>
public sealed record DeviceItem(
    string Id, string System, string Kind, string Area, string Site, string State, string TitleZh, string TitleEn,
    bool? Online, string? LastSeen, double? AgeSeconds, bool Stale);

/// <summary>The last value of a field.</summary>
/// <param name="Value">A number, text or boolean.</param>
/// <param name="Unit">As the system's file gives it.</param>
/// <param name="Time">RFC 3339, the sample's own time.</param>
/// <param name="Ts">The same in Unix milliseconds.</param>
/// <param name="AgeSeconds">Since then.</param>
/// <param name="Quality">good, suspect, stuck, bad, or stale when three reports are missing.</param>
/// <param name="TitleZh">For people.</param>
/// <param name="TitleEn">For people.</param>
public sealed record FieldItem(object? Value, string Unit, string Time, long Ts, double AgeSeconds, string Quality, string TitleZh, string TitleEn);

/// <summary>What was wrong with a device.</summary>
/// <param name="Fault">The reason, as in <c>telemetry_device_faults_total</c>.</param>
/// <param name="Count">How often since the worker started.</param>
/// <param name="Last">RFC 3339, by receipt.</param>
public sealed record FaultItem(string Fault, long Count, string Last);

/// <summary>Why a message was not taken.</summary>
/// <param name="Reason">As in <c>telemetry_rejected_total</c> and in the quarantine.</param>
/// <param name="At">RFC 3339, by receipt.</param>
public sealed record RejectItem(string Reason, string At);

/// <summary>How well a device speaks, since the worker started.</summary>
/// <param name="ClockSkewMs">What its clock is ahead, in milliseconds, negative when behind; null while not known.</param>
/// <param name="Flooded">Messages that were not taken because they were too many.</param>
/// <param name="Faults">What was wrong, gaps, duplicates and late samples among it; empty when nothing was.</param>
/// <param name="Rejected">Messages that went to the quarantine.</param>
/// <param name="LastReject">The last of them; null when there was none.</param>
public sealed record HealthItem(long? ClockSkewMs, long Flooded, IReadOnlyList<FaultItem> Faults, long Rejected, RejectItem? LastReject);

/// <summary>A device with the last value of each field.</summary>
public sealed record DeviceAnswer(DeviceItem Device, IReadOnlyDictionary<string, FieldItem> Fields, HealthItem Health);

/// <summary><c>GET /api/v1/devices</c> and <c>/api/v1/devices/{id}</c>.</summary>
internal static class DevicesApi
{
    private const int StaleAfterMissedReports = 3;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/devices", List)
            .RequireAuthorization(Rights.View)
            .WithSummary("The devices, with when they last spoke, a page at a time")
            .WithDescription(
                "system, area (with all below it) and state (planned, commissioning, in-service, retired) filter by id, presence by online, stale or silent, "
                + "q by a part of an id or of a title of device, site or area. limit: 1 to 10000, default 1000. When there are more, the answer has a header "
                + "Link with the next page, which goes on after the device named by 'after'. Header Telemetry-Total: how many match.")
            .Produces<IReadOnlyList<DeviceItem>>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/devices/{id}", (HttpContext context, CityInForce city, LiveCity live, DeviceWatch watch, TimeProvider time, string id) =>
        {
            AreaScope scope = AreaScope.Of(context.User, city.City);
            if (scope.Find(city.City, id) is not { } device)
                return Problems.UnknownDevice(id, city.City, scope);
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            return Results.Ok(new DeviceAnswer(Item(device, live, nowMs), Fields(device, live, nowMs), Health(watch.Of(device))));
        })
            .RequireAuthorization(Rights.View)
            .WithSummary("One device with the last value, age and quality of each field, and what is wrong with it")
            .Produces<DeviceAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static IResult List(HttpContext http, CityInForce inForce, LiveCity live, TimeProvider time, [AsParameters] DeviceQuery query)
    {
        City city = inForce.City;
        AreaScope scope = AreaScope.Of(http.User, city);
        if (query.Problem(city, scope, out DeviceChoice choice) is { } problem)
            return problem;
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var page = new List<DeviceItem>();
        int total = 0;
        bool more = false;
        foreach (Device device in city.Devices)
        {
            if (!scope.Covers(device) || !choice.Matches(device))
                continue;
            if (!choice.Matches(PresenceOf(device, live, nowMs)))
                continue;
            total++;
            if (device.Index <= choice.AfterIndex)
                continue;
            if (page.Count < choice.Limit)
                page.Add(Item(device, live, nowMs));
            else
                more = true;
        }

        http.Response.Headers["Telemetry-Total"] = total.ToString(CultureInfo.InvariantCulture);
        if (more)
            http.Response.Headers.Link = $"<{http.Request.Path}{query.Next(page[^1].Id)}>; rel=\"next\"";
        return Results.Ok(page);
    }

    /// <summary>Whether a device is there; asked for every device of the city, so it makes nothing.</summary>
    public static Presence PresenceOf(Device device, LiveCity live, long nowMs)
    {
        LiveDevice now = live.Of(device);
        return Presences.Of(now.Online, now.LastReceivedAtMs is not null, now.LastReceivedAtMs is { } last && IsStale(device, last, nowMs));
    }

    public static DeviceItem Item(Device device, LiveCity live, long nowMs)
    {
        LiveDevice now = live.Of(device);
        long? seen = now.LastReceivedAtMs;
        return new DeviceItem(
            device.Id, device.Kind.System.Id, device.Kind.Id, device.Area.Id, device.Site.Id, StateText(device.State), device.Title.Zh, device.Title.En,
            now.Online, seen is { } at ? TimeText.Rfc3339(at) : null, Age(seen, nowMs), seen is { } last && IsStale(device, last, nowMs));
    }

    private static Dictionary<string, FieldItem> Fields(Device device, LiveCity live, long nowMs) =>
        live.Values(device).ToDictionary(
            v => v.Field.Name,
            v => new FieldItem(
                v.Value, v.Field.Unit, TimeText.Rfc3339(v.TimestampMs), v.TimestampMs, Age(v.TimestampMs, nowMs)!.Value,
                IsStale(device, v.TimestampMs, nowMs) ? "stale" : v.Quality, v.Field.Title.Zh, v.Field.Title.En));

    internal static HealthItem Health(DeviceHealth health) => new(
        health.ClockSkewMs, health.Flooded,
        [.. health.Faults.Select(f => new FaultItem(DeviceFaultCounts.Label(f.Fault), f.Count, TimeText.Rfc3339(f.LastAtMs)))],
        health.Rejected,
        health.LastReject == RejectReason.None ? null : new RejectItem(RejectReasons.Label(health.LastReject), TimeText.Rfc3339(health.LastRejectAtMs)));

    private static bool IsStale(Device device, long atMs, long nowMs) => nowMs - atMs > StaleAfterMissedReports * device.Interval.TotalMilliseconds;

    private static double? Age(long? atMs, long nowMs) => atMs is { } at ? Math.Max(0, (nowMs - at) / 1000.0) : null;

    internal static string StateText(DeviceState state) => state switch
    {
        DeviceState.Planned => "planned",
        DeviceState.Commissioning => "commissioning",
        DeviceState.InService => "in-service",
        _ => "retired",
    };
}
