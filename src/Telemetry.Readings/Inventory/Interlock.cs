namespace Telemetry.Readings.Inventory;

/// <summary>A named condition under which a command is refused.</summary>
/// <param name="Id">Unique within its command.</param>
/// <param name="When">The condition as the file has it; whoever carries commands out compiles it.</param>
/// <param name="Title">The reason that is shown to whoever gave the command.</param>
public sealed record Interlock(LocatedText Id, LocatedText When, LocalizedText Title);
