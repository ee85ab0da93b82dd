using System.Security.Claims;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Reload;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Gathers what the first page shows.</summary>
internal sealed class OverviewReader(
    CityInForce inForce, LiveCity live, DeviceWatch watch, AlertDatabase database, ReadyCheck ready, CityReload reload, SilenceBoard silences, TimeProvider time)
{
    /// <summary>Of each list. Nobody reads further, and the page is fetched again and again.</summary>
    public const int MaximumListed = 200;

    private const int ShownValues = 4;
    private const string Ok = "ok";

    private static readonly IncidentState[] Waiting = [IncidentState.Unacknowledged, IncidentState.ReturnedUnacknowledged];
    private static readonly IncidentState[] InHand = [IncidentState.Acknowledged];
    private static readonly IncidentState[] Aside = [IncidentState.Shelved, IncidentState.SuppressedByDesign, IncidentState.OutOfService];

    /// <param name="filter">Which devices are listed.</param>
    /// <param name="withDevices">False for only what is urgent.</param>
    /// <param name="user">Sees what is in the own areas; what became of a reload is the administrators'.</param>
    public OverviewView Read(DeviceFilter filter, bool withDevices, ClaimsPrincipal user)
    {
        City city = inForce.City;
        var scope = AreaScope.Of(user, city);
        IReadOnlyCollection<string>? areas = scope.Ids;
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        (IReadOnlyList<Incident> waiting, IReadOnlyList<Incident> onScreen, int onScreenTotal, IReadOnlyList<Incident> inHand, IReadOnlyList<Incident> aside,
            IReadOnlyList<(string State, string Severity, long Count)> counts) = database.Read(
            connection => (
                IncidentStore.List(connection, Waiting, MaximumListed, withMembers: false, areas),
                EscalationStore.Screen(connection, MaximumListed, areas),
                EscalationStore.ScreenCount(connection, areas),
                IncidentStore.List(connection, InHand, MaximumListed, withMembers: false, areas),
                IncidentStore.List(connection, Aside, MaximumListed, withMembers: false, areas),
                IncidentStore.Counts(connection, withMembers: false, areas)));
        var counted = new Dictionary<SystemProfile, int[]>();
        var listed = new List<(Device Device, Presence Presence)>();
        int matching = 0;
        foreach (Device device in city.Devices)
        {
            if (!IsExpected(device) || !scope.Covers(device))
                continue;
            Presence presence = DevicesApi.PresenceOf(device, live, nowMs);
            if (!counted.TryGetValue(device.Kind.System, out int[]? count))
                counted.Add(device.Kind.System, count = new int[Enum.GetValues<Presence>().Length]);
            count[(int)presence]++;
            if (filter.Matches(device, presence) && ++matching <= MaximumListed && withDevices)
                listed.Add((device, presence));
        }

        return new OverviewView(
            nowMs,
            [.. waiting.OrderByDescending(i => i.Severity).ThenBy(i => i.State).Select(i => IncidentView.Of(i, city, nowMs))],
            [.. onScreen.Select(i => IncidentView.Of(i, city, nowMs))],
            [.. inHand.Select(i => IncidentView.Of(i, city, nowMs))],
            [.. aside.Select(i => IncidentView.Of(i, city, nowMs))],
            Total(counts, Waiting),
            onScreenTotal,
            Total(counts, InHand),
            Total(counts, Aside),
            [.. city.Systems.Select(system => System(system, counted.GetValueOrDefault(system) ?? [0, 0, 0], [.. waiting, .. inHand]))],
            filter,
            withDevices ? [.. listed.Select(d => new DeviceView(d.Device, d.Presence, DevicesApi.Item(d.Device, live, nowMs).AgeSeconds * 1000, Values(d.Device, ShownValues)))] : null,
            matching,
            ready.Check().Checks.Where(check => check.Value != Ok).ToDictionary(),
            user.IsInRole(ConsoleSchemes.AdministratorRole) ? reload.Status : reload.Status with { Last = null },
            [.. silences.Active(null, user).Where(view => view.Phase == SilencePhase.InForce)],
            [.. database.Read(connection => IncidentStore.HeldBySource(connection, lifeSafetyOnly: true, MaximumListed, areas)).Select(i => IncidentView.Of(i, city, nowMs))]);
    }

    /// <summary>What the page of a device shows.</summary>
    public DevicePageView ReadDevice(Device device)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        return new DevicePageView(
            device, nowMs, DevicesApi.PresenceOf(device, live, nowMs), DevicesApi.Item(device, live, nowMs), Values(device, int.MaxValue), watch.Of(device));
    }

    /// <summary>The last values of a device, at most so many.</summary>
    public IReadOnlyList<ValueView> Values(Device device, int maximum) => [.. live.Values(device).Take(maximum).Select(ValueView.Of)];

    /// <summary>Whether a device is missed when it says nothing: a planned or retired one is not.</summary>
    public static bool IsExpected(Device device) => device.State is DeviceState.InService or DeviceState.Commissioning;

    private static long Total(IReadOnlyList<(string State, string Severity, long Count)> counts, IncidentState[] states) =>
        counts.Where(c => states.Select(IncidentStates.Label).Contains(c.State)).Sum(c => c.Count);

    private static SystemView System(SystemProfile system, int[] counted, Incident[] open)
    {
        Incident[] here = [.. open.Where(i => i.SystemId == system.Id)];
        return new SystemView(system, counted[(int)Presence.Online], counted[(int)Presence.Stale], counted[(int)Presence.Silent], here.Length, here.Length > 0 ? here.Max(i => i.Severity) : null);
    }
}
