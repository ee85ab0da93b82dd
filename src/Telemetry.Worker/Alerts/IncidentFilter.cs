using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;

namespace Telemetry.Worker.Alerts;

/// <summary>Which incidents a reader wants, a page at a time.</summary>
internal sealed record IncidentFilter
{
    /// <summary>The most urgent have the lowest.</summary>
    public const string Rank = "CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END";

    /// <summary>The most urgent and newest first; the ids make it one order.</summary>
    public const string Order = Rank + ", opened_at DESC, id";

    public required IReadOnlyList<IncidentState> States { get; init; }

    public Severity? Severity { get; init; }

    public string? System { get; init; }

    public string? Device { get; init; }

    public string? AssignedTo { get; init; }

    public bool? LifeSafety { get; init; }

    /// <summary>Only in one of these areas; null for all.</summary>
    public IReadOnlyList<string>? Areas { get; init; }

    /// <summary>The last one of the page before; null for the first page.</summary>
    public Incident? After { get; init; }

    public required int Limit { get; init; }

    public string Where => string.Join(
        " AND ",
        new[]
        {
            "state IN (SELECT value FROM json_each(@states))",
            Severity is null ? null : "severity = @severity",
            System is null ? null : "system = @system",
            Device is null ? null : "device = @device",
            AssignedTo is null ? null : "assigned_to = @assigned",
            LifeSafety is null ? null : "life_safety = @lifeSafety",
            Areas is null ? null : "area IN (SELECT value FROM json_each(@areas))",
        }.Where(part => part is not null));

    public string Beyond => After is null ? "1" : $"({Rank}, -opened_at, id) > (@rank, @opened, @id)";

    public object Parameters => new
    {
        states = global::System.Text.Json.JsonSerializer.Serialize(States.Select(IncidentStates.Label)),
        severity = Severity?.ToText(),
        system = System,
        device = Device,
        assigned = AssignedTo,
        lifeSafety = LifeSafety,
        areas = Areas is null ? null : global::System.Text.Json.JsonSerializer.Serialize(Areas),
        rank = After is null ? 0 : (int)Alerting.Rules.Severity.Critical - (int)After.Severity,
        opened = -(After?.OpenedAtMs ?? 0),
        id = After?.Id,
        limit = Limit,
    };
}
