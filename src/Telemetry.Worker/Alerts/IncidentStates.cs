using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Alerts;

/// <summary>The states of an incident as databases, interfaces and pages write them.</summary>
internal static class IncidentStates
{
    private static readonly (IncidentState State, string Label)[] Labels =
    [
        (IncidentState.Unacknowledged, "unacknowledged"),
        (IncidentState.Acknowledged, "acknowledged"),
        (IncidentState.ReturnedUnacknowledged, "returned-unacknowledged"),
        (IncidentState.Closed, "closed"),
        (IncidentState.Shelved, "shelved"),
        (IncidentState.SuppressedByDesign, "suppressed-by-design"),
        (IncidentState.OutOfService, "out-of-service"),
    ];

    public static IReadOnlyList<IncidentState> Open { get; } = [.. Labels.Select(l => l.State).Where(state => state != IncidentState.Closed)];

    public static IReadOnlyList<IncidentState> All { get; } = [.. Labels.Select(l => l.State)];

    /// <summary>What a caller may ask for: a state, <c>open</c> for all but closed, or <c>all</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["open", "all", .. Labels.Select(l => l.Label)];

    public static string Label(this IncidentState state) => Array.Find(Labels, l => l.State == state).Label;

    public static string Label(this Resolution resolution) => resolution == Resolution.FalseAlarm ? "false-alarm" : "resolved";

    public static Resolution ParseResolution(string label) => label switch
    {
        "resolved" => Resolution.Resolved,
        "false-alarm" => Resolution.FalseAlarm,
        _ => throw new InvalidDataException($"'{label}' is no resolution of an incident."),
    };

    public static IncidentState Parse(string label) =>
        Array.FindIndex(Labels, l => l.Label == label) is var index and >= 0
            ? Labels[index].State
            : throw new InvalidDataException($"'{label}' is no state of an incident.");

    /// <summary>Null for a name that is not one of <see cref="Names"/>.</summary>
    public static IReadOnlyList<IncidentState>? Select(string name) => name switch
    {
        "open" => Open,
        "all" => All,
        _ when Array.Exists(Labels, l => l.Label == name) => [Parse(name)],
        _ => null,
    };
}
