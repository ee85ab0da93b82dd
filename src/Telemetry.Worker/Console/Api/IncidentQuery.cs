using System.Globalization;
using System.Security.Claims;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Console.Api;

/// <summary>What <c>GET /api/v1/incidents</c> may be asked.</summary>
internal sealed record IncidentQuery(
    string? State, string? Severity, string? System, string? Area, string? Device, string? Assigned, string? LifeSafety, int? Limit, string? After)
{
    private const int MaximumLimit = 10_000;
    private const int DefaultLimit = 1_000;

    /// <summary>What is wrong with it, or null and which incidents it means: of those only the ones that the reader may see.</summary>
    public IResult? Problem(SqliteConnection connection, ClaimsPrincipal user, City city, out IncidentFilter filter)
    {
        filter = null!;
        string state = State ?? "open";
        if (IncidentStates.Select(state) is not { } states)
            return Problems.BadRequest($"state = '{state}' is not known; {(NearestName.Of(state, IncidentStates.Names) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", IncidentStates.Names)}.")}");
        if (Limit is < 1 or > MaximumLimit)
            return Problems.BadRequest($"limit = {Limit} has to be from 1 to {MaximumLimit}.");
        Severity severity = default;
        if (Severity is not null && !SeverityText.TryParse(Severity, out severity))
            return Problems.BadRequest($"severity = '{Severity}' is not known; known are low, medium, high, critical.");
        if (LifeSafety is not (null or "true" or "false"))
            return Problems.BadRequest($"lifeSafety = '{LifeSafety}' has to be true or false.");
        var scope = AreaScope.Of(user, city);
        Area? area = Area is null ? null : city.FindArea(Area);
        if (Area is not null && (area is null || !scope.Knows(city, area)))
            return Problems.NotFound($"There is no area '{Area}'.");
        Incident? after = After is null ? null : IncidentStore.Find(connection, After);
        if (After is not null && (after is null || !scope.Covers(after.AreaId)))
            return Problems.BadRequest($"after = '{After}': there is no such incident (any more); begin again without it.");
        filter = new IncidentFilter
        {
            States = states,
            Severity = Severity is null ? null : severity,
            System = System,
            Device = Device,
            AssignedTo = Assigned,
            LifeSafety = LifeSafety is null ? null : LifeSafety == "true",
            Areas = Areas(scope, city, area),
            After = after,
            Limit = (Limit ?? DefaultLimit) + 1,
        };
        return null;
    }

    /// <summary>The query of the page that begins after an incident.</summary>
    public QueryString Next(string after)
    {
        QueryString next = QueryString.Empty;
        (string Name, string? Value)[] all =
        [
            ("state", State), ("severity", Severity), ("system", System), ("area", Area), ("device", Device), ("assigned", Assigned),
            ("lifeSafety", LifeSafety), ("limit", Limit?.ToString(CultureInfo.InvariantCulture)), ("after", after),
        ];
        foreach ((string name, string? value) in all)
        {
            if (!string.IsNullOrEmpty(value))
                next = next.Add(name, value);
        }

        return next;
    }

    /// <summary>Null when everything may be seen and was asked for: also what lies in areas that the inventory no longer has.</summary>
    private static List<string>? Areas(AreaScope scope, City city, Area? within) =>
        within is null && scope.IsEverything
            ? null
            : [.. city.Areas.Where(area => (within is null || area.IsWithin(within)) && scope.Covers(area.Id)).Select(area => area.Id)];
}
