namespace Telemetry.Readings.Inventory;

/// <summary>A command that devices of a kind understand.</summary>
public sealed class CommandProfile
{
    public required string Name { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>How long after it was issued the command may still run. More than zero.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>The arguments: names, types, units and ranges, told like fields.</summary>
    public required FieldTable Arguments { get; init; }

    /// <summary>Who has to agree; nobody else unless the file says otherwise.</summary>
    public CommandConfirmation Confirmation { get; init; }

    /// <summary>What refuses it; empty for most.</summary>
    public IReadOnlyList<Interlock> Interlocks { get; init; } = [];
}
