namespace Telemetry.Readings.Inventory;

/// <summary>A duty by role, never by person: who answers for these systems in this area.</summary>
public sealed class Duty
{
    public required string Id { get; init; }

    public required Area Area { get; init; }

    /// <summary>The systems the duty answers for; at least one.</summary>
    public required IReadOnlyList<SystemProfile> Systems { get; init; }

    public required LocalizedText Role { get; init; }

    /// <summary>What kind of place it is; null when the files do not say.</summary>
    public DutyPost? Post { get; init; }

    /// <summary>Other duties that are asked beside it when deputies are called.</summary>
    public IReadOnlyList<Duty> Deputies { get; internal set; } = [];

    /// <summary>When it is stood; without any it is stood day and night.</summary>
    public IReadOnlyList<DutyShift> Shifts { get; init; } = [];

    public override string ToString() => Id;
}
