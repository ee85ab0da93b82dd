namespace Telemetry.Storage.Journal;

/// <summary>What a record is about. The numbers are part of the journal's format; 0 is never written.</summary>
public enum RecordKind : byte
{
    /// <summary>Body: line protocol to store, one or more lines.</summary>
    Reading = 1,

    /// <summary>Body: line protocol to store. Something happened at a device.</summary>
    Event,

    /// <summary>A device came or went.</summary>
    Status,

    /// <summary>A device answered a command.</summary>
    Reply,

    /// <summary>Reference to a picture that was synced before.</summary>
    Snapshot,

    /// <summary>A raw message that was refused, and the reason.</summary>
    Reject,

    /// <summary>Wall time passed; <see cref="RecordFlags.IngestUp"/> tells whether messages could arrive.</summary>
    Tick,

    /// <summary>Hash of the systems, inventory and plans now in force.</summary>
    City,

    /// <summary>A person or an API changed something that rules look at.</summary>
    Input,

    /// <summary>A <see cref="Reject"/> was tried again; what came of it stands in the same block behind this.</summary>
    Replay,
}
