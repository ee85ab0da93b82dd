namespace Telemetry.Readings.Inventory;

/// <summary>A duty by role, never by person: who answers for these systems in this area.</summary>
public sealed class Duty
{
    public required string Id { get; init; }

    public required Area Area { get; init; }

    /// <summary>The systems the duty answers for; at least one.</summary>
    public required IReadOnlyList<SystemProfile> Systems { get; init; }

    public required LocalizedText Role { get; init; }
}
