namespace Telemetry.Readings.Inventory;

/// <summary>Who has to agree before a command is sent.</summary>
public enum CommandConfirmation : byte
{
    /// <summary>Whoever gives it.</summary>
    None,

    /// <summary>Another person than the one who gives it.</summary>
    SecondPerson,
}
