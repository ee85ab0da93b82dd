using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Gathers what the first page shows.</summary>
internal sealed class OverviewReader(CityInForce city, LiveCity live, AlertDatabase database, ReadyCheck ready, TimeProvider time)
{
    /// <summary>Of each list. Nobody reads further, and the page is fetched again and again.</summary>
    public const int MaximumListed = 200;

    private const int ShownValues = 4;
    private const string Ok = "ok";

    private static readonly IncidentState[] Waiting = [IncidentState.Unacknowledged, IncidentState.ReturnedUnacknowledged];
    private static readonly IncidentState[] InHand = [IncidentState.Acknowledged];

    /// <param name="filter">Which devices are listed.</param>
    /// <param name="withDevices">False for only what is urgent.</param>
    public OverviewView Read(DeviceFilter filter, bool withDevices)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        (IReadOnlyList<Incident> waiting, IReadOnlyList<Incident> inHand, IReadOnlyList<(string State, string Severity, long Count)> counts) = database.Read(
            connection => (
                IncidentStore.List(connection, Waiting, MaximumListed, withMembers: false),
                IncidentStore.List(connection, InHand, MaximumListed, withMembers: false),
                IncidentStore.Counts(connection, withMembers: false)));
        (Device Device, DeviceItem Item, Presence Presence)[] devices =
            [.. city.City.Devices.Where(IsExpected).Select(device => (Device: device, Item: DevicesApi.Item(device, live, nowMs))).Select(d => (d.Device, d.Item, Presences.Of(d.Item)))];
        var matching = devices.Where(d => filter.Matches(d.Device, d.Presence)).ToList();
        return new OverviewView(
            nowMs,
            [.. waiting.OrderByDescending(i => i.Severity).ThenBy(i => i.State).Select(i => IncidentView.Of(i, city.City, nowMs))],
            [.. inHand.Select(i => IncidentView.Of(i, city.City, nowMs))],
            Total(counts, Waiting),
            Total(counts, InHand),
            [.. city.City.Systems.Select(system => System(system, devices, [.. waiting, .. inHand]))],
            filter,
            withDevices ? [.. matching.Take(MaximumListed).Select(d => new DeviceView(d.Device, d.Presence, d.Item.AgeSeconds * 1000, Values(d.Device, ShownValues)))] : null,
            matching.Count,
            ready.Check().Checks.Where(check => check.Value != Ok).ToDictionary());
    }

    /// <summary>The last values of a device, at most so many.</summary>
    public IReadOnlyList<ValueView> Values(Device device, int maximum) => [.. live.Values(device).Take(maximum).Select(ValueView.Of)];

    /// <summary>A device that is not there yet, or no more, is missed by nobody.</summary>
    private static bool IsExpected(Device device) => device.State is DeviceState.InService or DeviceState.Commissioning;

    private static long Total(IReadOnlyList<(string State, string Severity, long Count)> counts, IncidentState[] states) =>
        counts.Where(c => states.Select(IncidentStates.Label).Contains(c.State)).Sum(c => c.Count);

    private static SystemView System(SystemProfile system, (Device Device, DeviceItem Item, Presence Presence)[] devices, Incident[] open)
    {
        int Count(Presence presence) => devices.Count(d => d.Presence == presence && ReferenceEquals(d.Device.Kind.System, system));
        Incident[] here = [.. open.Where(i => i.SystemId == system.Id)];
        return new SystemView(system, Count(Presence.Online), Count(Presence.Stale), Count(Presence.Silent), here.Length, here.Length > 0 ? here.Max(i => i.Severity) : null);
    }
}
