using System.Globalization;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Console.Api;

/// <summary>What an address asks <c>GET /api/v1/devices</c> for.</summary>
/// <param name="System">Id of a system.</param>
/// <param name="Area">Id of an area; devices of the areas below it count.</param>
/// <param name="State">planned, commissioning, in-service or retired.</param>
/// <param name="Presence">online, stale or silent.</param>
/// <param name="Q">Part of an id or a title.</param>
/// <param name="Limit">Most devices on a page.</param>
/// <param name="After">The device after which the page begins.</param>
internal sealed record DeviceQuery(string? System, string? Area, string? State, string? Presence, string? Q, int? Limit, string? After)
{
    public const int DefaultLimit = 1000;
    public const int MaximumLimit = 10_000;

    /// <summary>What is wrong with it, or null and which devices it means.</summary>
    /// <param name="city">The inventory.</param>
    /// <param name="scope">What whoever asks may see; nothing else is there for them.</param>
    /// <param name="choice">Which devices it means.</param>
    public IResult? Problem(City city, AreaScope scope, out DeviceChoice choice)
    {
        choice = default;
        if (System is not null && city.FindSystem(System) is null)
            return Problems.NotFound($"There is no system '{System}'; there are {string.Join(", ", city.Systems.Select(s => s.Id))}.");
        if (Area is not null && !(city.FindArea(Area) is { } asked && scope.Knows(city, asked)))
            return Problems.NotFound($"There is no area '{Area}'.");
        DeviceState? state = Enum.GetValues<DeviceState>().Cast<DeviceState?>().FirstOrDefault(s => DevicesApi.StateText(s!.Value) == State);
        if (State is not null && state is null)
            return Problems.BadRequest($"state '{State}' has to be one of {string.Join(", ", Enum.GetValues<DeviceState>().Select(DevicesApi.StateText))}.");
        Presence? presence = Enum.GetValues<Presence>().Cast<Presence?>().FirstOrDefault(p => DeviceFilter.Name(p!.Value) == Presence);
        if (Presence is not null && presence is null)
            return Problems.BadRequest($"presence '{Presence}' has to be one of {string.Join(", ", Enum.GetValues<Presence>().Select(DeviceFilter.Name))}.");
        if (Limit is < 1 or > MaximumLimit)
            return Problems.BadRequest($"limit {Limit} has to be from 1 to {MaximumLimit}.");
        int afterIndex = -1;
        if (After is not null)
        {
            if (scope.Find(city, After) is not { } after)
                return Problems.BadRequest($"after '{After}': there is no such device (any more); begin again without it.");
            afterIndex = after.Index;
        }

        choice = new DeviceChoice(new DeviceFilter(System, presence, (Q ?? "").Trim()), Area is null ? null : city.FindArea(Area), state, Limit ?? DefaultLimit, afterIndex);
        return null;
    }

    /// <summary>The query of the page that begins after a device.</summary>
    public QueryString Next(string after)
    {
        QueryString next = QueryString.Empty;
        (string Name, string? Value)[] all =
        [
            ("system", System), ("area", Area), ("state", State), ("presence", Presence), ("q", Q), ("limit", Limit?.ToString(CultureInfo.InvariantCulture)), ("after", after),
        ];
        foreach ((string name, string? value) in all)
        {
            if (!string.IsNullOrEmpty(value))
                next = next.Add(name, value);
        }

        return next;
    }
}
